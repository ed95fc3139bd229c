#include "base/identity/identity.h"

#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Role, HasANameThatLeadsBackToIt) {
  for (Role role : {Role::kUser, Role::kService, Role::kOperator}) {
    EXPECT_EQ(ParseRole(RoleName(role)), role);
  }
  EXPECT_EQ(ParseRole("root"), absl::nullopt);
  EXPECT_EQ(ParseRole(""), absl::nullopt);
}

TEST(UserId, MayBeAnyPrintableText) {
  for (const char* id : {"u", "auth0|5f7c8ec7c33c6c004bbafe82", "https://id.example/a:b*c d", "Zoë",
                         "山田", "🎬", "\xc2\xa0"}) {
    EXPECT_TRUE(IsUserId(id)) << id;
  }
  EXPECT_TRUE(IsUserId(std::string(255, 'a')));
}

TEST(UserId, IsRefusedWhenEmptyLongOrNotPrintable) {
  EXPECT_FALSE(IsUserId(""));
  EXPECT_FALSE(IsUserId(std::string(256, 'a')));
  EXPECT_FALSE(IsUserId(std::string("a\0b", 3)));
  EXPECT_FALSE(IsUserId("a\nb"));
  EXPECT_FALSE(IsUserId("a\x7f"));
  EXPECT_FALSE(IsUserId("a\xc2\x85"));     // C1: next line.
  EXPECT_FALSE(IsUserId("a\xc2"));         // Half a character.
  EXPECT_FALSE(IsUserId("\xed\xa0\x80"));  // A surrogate.
  EXPECT_FALSE(IsUserId("\xc0\xaf"));      // An overlong slash.
}

TEST(DeviceId, MayBeEmpty) {
  EXPECT_TRUE(IsDeviceId(""));
  EXPECT_FALSE(IsDeviceId(std::string(256, 'a')));
}

}  // namespace
}  // namespace lossy::base
