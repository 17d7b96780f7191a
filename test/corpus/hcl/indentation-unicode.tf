a = " nbsp"
b = <<-EOT
  em
   more
 EOT
c = <<-EOT
   x
   y
  EOT
