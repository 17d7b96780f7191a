moved {
  from = aws_instance.old
  to   = aws_instance.new["a"]
}

import {
  to = aws_s3_bucket.logs
  id = "example-access-logs"
}

removed {
  from = aws_instance.gone
  lifecycle {
    destroy = false
  }
}

check "health" {
  data "http" "site" {
    url = "https://example.com"
  }
  assert {
    condition     = data.http.site.status_code == 200
    error_message = "${data.http.site.url} returned ${data.http.site.status_code}"
  }
}
