variable "name" {
  type = string
}

variable "exposure" {
  type    = string
  default = "none"
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}

module "acl" {
  source = "./modules/acl"
  count  = var.exposure == "none" ? 0 : 1

  bucket = aws_s3_bucket.this.id
  acl    = { read = "public-read", write = "public-read-write" }[var.exposure]
}

output "id" {
  value = aws_s3_bucket.this.id
}
