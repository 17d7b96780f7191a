variable "name" {
  type = string
}

variable "settings" {
  type = map(string)
}

variable "instances" {
  type    = any
  default = {}
}

variable "parameters" {
  type = list(object({
    name  = string
    value = string
    apply = optional(string, "immediate")
  }))
  default = []
}

variable "port" {
  type    = number
  default = null
}

variable "password" {
  type      = string
  default   = null
  sensitive = true
}

variable "security_group_ids" {
  type    = set(string)
  default = []
}
