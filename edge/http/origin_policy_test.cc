#include "edge/http/origin_policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;

struct Case {
  absl::string_view entries;
  std::vector<absl::string_view> allowed;
  std::vector<absl::string_view> refused;
};

void Check(const Case& c) {
  const absl::StatusOr<OriginPolicy> policy = OriginPolicy::Parse(c.entries);
  ASSERT_TRUE(policy.ok()) << policy.status();
  for (absl::string_view origin : c.allowed) {
    EXPECT_TRUE(policy->Allows(origin)) << origin << " by " << c.entries;
  }
  for (absl::string_view origin : c.refused) {
    EXPECT_FALSE(policy->Allows(origin)) << origin << " by " << c.entries;
  }
}

TEST(OriginPolicy, AcceptsAnyValueOfAMissingPart) {
  Check({"//example.com",
         {"http://example.com", "https://example.com", "https://example.com:8443"},
         {"http://example.org", "http://www.example.com", "http://example.com.evil.org"}});
  Check({"//example.com:8080",
         {"http://example.com:8080", "https://example.com:8080"},
         {"http://example.com", "http://example.com:80"}});
}

TEST(OriginPolicy, TakesASchemesOwnPort) {
  Check({"http://example.com",
         {"http://example.com", "http://example.com:80"},
         {"http://example.com:8080", "https://example.com", "https://example.com:80"}});
  Check({"https://example.com", {"https://example.com", "https://example.com:443"}, {}});
  Check({"https://example.com:8443",
         {"https://example.com:8443"},
         {"https://example.com", "http://example.com:8443"}});
}

TEST(OriginPolicy, TakesAWildcardForTheHostAndAllBelow) {
  Check({"https://*.wild.example",
         {"https://wild.example", "https://a.wild.example", "https://a.b.wild.example"},
         {"http://wild.example", "https://wild.example:444", "https://evilwild.example",
          "https://wild.example.org"}});
}

TEST(OriginPolicy, TakesAStarForAnyHost) {
  Check({"chrome-extension://*,moz-extension://*",
         {"chrome-extension://abcdef", "moz-extension://0b1c-2d"},
         {"https://abcdef", "chrome-extension://", "safari-extension://abcdef"}});
}

TEST(OriginPolicy, ComparesHostsExactly) {
  Check({"//example.com",
         {},
         {"https://EXAMPLE.com", "https://example.com.", "https://a@example.com"}});
}

TEST(OriginPolicy, KnowsIpv6Addresses) {
  Check({"//[::1]", {"http://[::1]", "http://[::1]:4000"}, {"http://[::2]", "http://::1"}});
  Check({"http://[::1]:4000", {"http://[::1]:4000"}, {"http://[::1]", "http://[::1]:4001"}});
}

TEST(OriginPolicy, RefusesOriginsWithoutAHost) {
  Check({"//example.com,https://*",
         {},
         {"null", "file://", "", "example.com", "https:", "https://"}});
  Check({"", {}, {"http://localhost", "null"}});
}

TEST(OriginPolicy, RefusesInvalidOrigins) {
  Check({"https://*,//example.com",
         {},
         {"https://example.com/path", "https://example.com:x", "https//example.com"}});
}

TEST(OriginPolicy, NamesTheEntryThatIsWrong) {
  for (const char* entry : {"localhost", "http://", "http:/example.com", "//example.com:port",
                            "https://example.com/path"}) {
    const absl::Status status = OriginPolicy::Parse(std::string("//good, ") + entry).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << entry;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string("\"") + entry + "\""));
  }
}

}  // namespace
}  // namespace lossy::edge
