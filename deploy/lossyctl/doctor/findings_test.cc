#include "deploy/lossyctl/doctor/findings.h"

#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

Findings Some() {
  Findings findings;
  findings.Ok("health", "edge 127.0.0.1:4000", "is ready");
  findings.Warn("version", "all processes", "1.0 and 2.0", "finish the upgrade");
  findings.Fail("clock", "video", "9 s \"ahead\"", "use NTP");
  return findings;
}

TEST(FindingsTest, HasOneLineForEachFindingAndItsRemedy) {
  EXPECT_EQ(Some().Text(),
            "ok   health edge 127.0.0.1:4000: is ready\n"
            "warn version all processes: 1.0 and 2.0\n"
            "     remedy: finish the upgrade\n"
            "fail clock video: 9 s \"ahead\"\n"
            "     remedy: use NTP\n"
            "ok: 1, warnings: 1, failures: 1\n");
}

TEST(FindingsTest, IsJson) {
  EXPECT_EQ(Some().Json(),
            "{\"ok\":1,\"warnings\":1,\"failures\":1,\"findings\":["
            "{\"level\":\"ok\",\"check\":\"health\",\"subject\":\"edge 127.0.0.1:4000\","
            "\"text\":\"is ready\",\"remedy\":\"\"},"
            "{\"level\":\"warn\",\"check\":\"version\",\"subject\":\"all processes\","
            "\"text\":\"1.0 and 2.0\",\"remedy\":\"finish the upgrade\"},"
            "{\"level\":\"fail\",\"check\":\"clock\",\"subject\":\"video\","
            "\"text\":\"9 s \\\"ahead\\\"\",\"remedy\":\"use NTP\"}]}\n");
  EXPECT_EQ(Findings().Json(), "{\"ok\":0,\"warnings\":0,\"failures\":0,\"findings\":[]}\n");
}

}  // namespace
}  // namespace lossy::lossyctl
