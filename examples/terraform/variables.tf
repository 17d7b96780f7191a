variable "office_ranges" {
  description = "Address ranges of the offices"
  type        = list(string)
}

variable "public_database" {
  description = "Whether the reporting tool may reach the database from outside"
  type        = bool
  default     = true
}

variable "database_password" {
  description = "Password of the database's first user"
  type        = string
  sensitive   = true
}

locals {
  tags = {
    project = "shop"
    owner   = "platform"
  }
}
