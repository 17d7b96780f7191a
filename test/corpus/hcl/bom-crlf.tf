a = 1
b "c" {
  d = <<EOT
  x
  EOT
  e = [
    1,
  ]
}
