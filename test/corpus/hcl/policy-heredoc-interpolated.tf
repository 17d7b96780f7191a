resource "aws_s3_bucket_policy" "p" {
  bucket = aws_s3_bucket.b.id
  policy = <<-EOT
    {
      "Statement": [
        %{~ for i, a in var.accounts ~}
        {"Principal": {"AWS": "arn:aws:iam::${a}:root"}}%{ if i < length(var.accounts) - 1 },%{ endif }
        %{~ endfor ~}
      ]
    }
  EOT
}
