resource "aws_iam_policy" "read" {
  name   = "read"
  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject"],
      "Resource": "${aws_s3_bucket.logs.arn}/*",
      "Condition": { "StringEquals": { "aws:PrincipalTag/user": "$${aws:username}" } }
    }
  ]
}
POLICY
}
