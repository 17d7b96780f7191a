ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "db"
}

run "plan" {
  command = plan
  variables {
    name = "x"
  }
  assert {
    condition     = output.name == "x"
    error_message = "wrong"
  }
}

mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::x" }
  }
}
