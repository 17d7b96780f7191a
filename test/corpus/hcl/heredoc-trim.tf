locals {
  text = <<-EOT
    %{ for ip in var.ips ~}
    server ${ip}
    %{ endfor ~}
    tail
  EOT
  left = <<EOT
  a ${~ var.x}
  b
  ${var.y ~}

    c
EOT
  column_zero = <<-EOT
${var.first}
    kept as it is
  EOT
}
