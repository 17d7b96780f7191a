variable "vpc_id" {
  type = string
}

variable "clients" {
  type = list(string)
}

variable "more_rules" {
  type    = map(any)
  default = {}
}
