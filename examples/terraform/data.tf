# Where the shop keeps its data.

resource "aws_s3_bucket" "invoices" {
  bucket = "shop-invoices-example"

  tags = local.tags
}

resource "aws_s3_bucket_public_access_block" "invoices" {
  bucket = aws_s3_bucket.invoices.id

  block_public_acls   = true
  block_public_policy = true
}

resource "aws_s3_bucket" "exports" {
  bucket_prefix = "shop-exports-"
}

resource "aws_db_instance" "orders" {
  identifier        = "orders"
  engine            = "postgres"
  engine_version    = "16.4"
  instance_class    = "db.t4g.medium"
  allocated_storage = 50

  username = "orders"
  password = var.database_password

  publicly_accessible     = var.public_database
  backup_retention_period = 7
  skip_final_snapshot     = true
}

resource "aws_kms_key" "shop" {
  description = "Keys of the shop"
}

resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = aws_s3_bucket.exports.id
}
