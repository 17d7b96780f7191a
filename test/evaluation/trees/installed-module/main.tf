# A module of a registry, as `terraform init` has put it on the disk, and one that is not there.
module "archive" {
  source  = "example/bucket/aws"
  version = "2.1.0"

  name = "acme-archive"
}

module "inbox" {
  source  = "example/bucket/aws"
  version = "2.1.0"

  name     = var.inbox
  exposure = "read"
}

module "queue" {
  source  = "example/queue/aws"
  version = "1.0.0"

  bucket = module.archive.id
}

resource "aws_s3_bucket_public_access_block" "archive" {
  bucket = module.archive.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_db_instance" "index" {
  identifier          = "index"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 20
  storage_encrypted   = true
  publicly_accessible = false
  password            = module.queue.password
}

variable "inbox" {
  type = string
}
