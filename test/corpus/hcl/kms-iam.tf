resource "aws_iam_role" "r" {
  name                 = "r"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    "Version" : "2012-10-17",
    "Statement" : [
      {
        "Action" : "sts:AssumeRole",
        "Principal" : { "Service" : "lambda.amazonaws.com" },
        "Effect" : "Allow"
      }
    ]
  })
}

resource "aws_kms_key" "k" {
  enable_key_rotation     = true
  deletion_window_in_days = 30
}
