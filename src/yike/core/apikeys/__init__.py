"""接口凭证 API keys: what lets another unit's programme read the API at its own pace."""
