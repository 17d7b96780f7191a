output "bucket_arn" {
  value       = aws_s3_bucket.logs.arn
  description = "ARN of the bucket"
}

output "addresses" {
  value     = { for k, v in aws_instance.web : k => v.private_ip... if v.private_ip != null }
  sensitive = true
  depends_on = [
    aws_instance.web,
  ]
}

output "first" { value = aws_instance.web[0].id }
