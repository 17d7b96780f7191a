# Left behind by somebody who looked for a fault.
resource "aws_db_instance" "index" {
  publicly_accessible = true
}
