variable "public" {
  type    = bool
  default = false
}

resource "aws_db_instance" "values" {
  identifier          = "values"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  publicly_accessible = var.public
  storage_encrypted   = true
}
