from tests.peakroster.desk.publishing.conftest import dingtalk

__all__ = ["dingtalk"]
