resource "aws_db_instance" "main" {
  identifier                          = "main"
  engine                              = "postgres"
  allocated_storage                   = 20
  storage_encrypted                   = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  backup_retention_period             = 7
  password                            = random_password.db.result
  vpc_security_group_ids              = [aws_security_group.db.id]
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]

  timeouts {
    create = "60m"
  }
}
