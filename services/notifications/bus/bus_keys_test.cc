#include "services/notifications/bus/bus_keys.h"

#include <filesystem>

#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/test_bus_keys.h"

namespace lossy::notifications {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(BusKeyTest, AuthenticatesAsHmacSha256Does) {
  // RFC 4231, test case 1.
  const BusKey key(std::string(20, '\x0b'));
  EXPECT_EQ(key.Mac({"Hi ", "There"}).substr(0, 8),
            std::string("\xb0\x34\x4c\x61\xd8\xdb\x38\x53", 8));
}

TEST(BusKeysTest, SignsWithTheFirstAndFindsEach) {
  const BusKeys keys = *BusKeys::Parse(BusKeysJson({"new", "old"}));
  const BusKeys old = *BusKeys::Parse(BusKeysJson({"old"}));
  const BusKeys other = *BusKeys::Parse(BusKeysJson({"other"}));
  EXPECT_NE(keys.first().id(), old.first().id());
  ASSERT_NE(keys.Find(old.first().id()), nullptr);
  EXPECT_EQ(keys.Find(old.first().id())->Mac({"x"}), old.first().Mac({"x"}));
  EXPECT_EQ(keys.Find(other.first().id()), nullptr);
}

TEST(BusKeysTest, RefusesUnusableSecrets) {
  for (const char* json :
       {"", "[]", "{}", R"({"keys":[]})", R"({"keys":[1]})",
        R"({"keys":[{"kty":"OKP","k":"AAAA"}]})", R"({"keys":[{"kty":"oct"}]})",
        R"({"keys":[{"kty":"oct","k":7}]})", R"({"keys":[{"kty":"oct","k":"c2hvcnQ"}]})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(BusKeys::Parse(json).status())) << json;
  }
  // A bad key beside a good one is an error, too: otherwise a typing error would go unnoticed.
  std::string mixed = BusKeysJson({"good"});
  mixed.insert(mixed.size() - 2, R"(,{"kty":"oct","k":"c2VjcmV0"})");
  const absl::Status status = BusKeys::Parse(mixed).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("c2VjcmV0")));
}

class BusKeyFileTest : public testing::Test {
 protected:
  static std::string IdOf(const std::string& secret) {
    return BusKeys::Parse(BusKeysJson({secret}))->first().id();
  }

  std::string Current() { return file_->Get()->first().id(); }

  base::FakeClock clock_;
  TestBusKeys written_{{"one"}};
  const std::shared_ptr<BusKeyFile> file_ = written_.Open(clock_);
};

TEST_F(BusKeyFileTest, IsAnErrorWhenTheFileIsMissingOrBroken) {
  EXPECT_FALSE(BusKeyFile::Open("/nowhere/at/all", clock_).ok());
  written_.Write("{");
  const absl::Status status = BusKeyFile::Open(written_.path(), clock_).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr(written_.path()));
}

TEST_F(BusKeyFileTest, FollowsTheFile) {
  written_.Write(BusKeysJson({"two", "one"}));
  EXPECT_EQ(Current(), IdOf("one")) << "it is read once a second";
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Current(), IdOf("two"));
  EXPECT_NE(file_->Get()->Find(IdOf("one")), nullptr);
}

TEST_F(BusKeyFileTest, KeepsItsKeysWhileTheFileIsMissingOrBroken) {
  for (const char* contents : {"", "{", R"({"keys":[]})"}) {
    written_.Write(contents);
    clock_.Advance(absl::Seconds(1));
    EXPECT_EQ(Current(), IdOf("one"));
  }
  std::filesystem::remove(written_.path());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Current(), IdOf("one"));
  written_.Write(BusKeysJson({"two"}));
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Current(), IdOf("two"));
}

}  // namespace
}  // namespace lossy::notifications
