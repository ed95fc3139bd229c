#include "edge/phoenix/vsn.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(Vsn, ChoosesTheSerializerForEveryPatchOfAVersion) {
  for (const char* vsn : {"2.0.0", "2.0.1", "2.0.10", "2.0.0+build", "2.0.0+b.01-x", "2.0.1-rc.1",
                          "2.0.1-0", "2.0.1-rc.1+build.5", "2.0.1--"}) {
    EXPECT_EQ(SerializerFor(vsn), Serializer::kV2) << vsn;
  }
  for (const char* vsn : {"1.0.0", "1.0.7", "1.0.0+build", "1.0.1-rc.1"}) {
    EXPECT_EQ(SerializerFor(vsn), Serializer::kV1) << vsn;
  }
}

TEST(Vsn, ChoosesNoneOtherwise) {
  for (const char* vsn :
       {"",           "2",          "2.0",         "1",        "1.1.0",      "2.1.0",    "3.0.0",
        "2.0.0-rc.1", "2.0.0-rc+b", "1.0.0-dev",   "v2.0.0",   "02.0.0",     " 2.0.0",   "2.0.0 ",
        "abc",        "123.1.1",    "2.0.01",      "2.0.",     "2.0.x",      "2.0.0.0",  "2.00.0",
        "2.0.0+",     "2.0.1-",     "2.0.1-rc..1", "2.0.1-01", "2.0.1-rc_1", "2.0.0+a+b"}) {
    EXPECT_EQ(SerializerFor(vsn), absl::nullopt) << vsn;
  }
}

}  // namespace
}  // namespace lossy::edge
