variable "lab_password" {
  type      = string
  sensitive = true
}

variable "tenant_settings" {
  type = map(any)
}

variable "tenant_instances" {
  type = any
}
