variable "flow_logs" {
  description = "Retention of the flow logs of the wide network."
  type        = object({ retention = optional(number, 30) })
}

variable "public_by_name" {
  type = bool
}
