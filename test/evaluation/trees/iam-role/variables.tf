variable "partners" {
  type = list(string)
}

variable "partner_documents" {
  type = list(string)
}
