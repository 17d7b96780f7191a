resource "a" "b" {
  x = 1 # c
  y = <<-EOT
    one
      two ${z}

    EOT
}
