# The files of this folder are what the suite in a real VS Code works on.

resource "aws_db_instance" "main" {
  identifier          = "main"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  publicly_accessible = true
}

resource "aws_db_instance" "other" {
  identifier          = "other"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  publicly_accessible = true
}

resource "aws_kms_key" "main" {
  enable_key_rotation = false
}
