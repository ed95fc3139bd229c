#include "base/identity/key_grants.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks.h"
#include "base/identity/jwt.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kVideo[] = "lossy.video.v1";
constexpr char kNotes[] = "lossy.notes.v1";
constexpr char kNotifications[] = "lossy.notifications.v1";

// The keys of an installation with their grants.
class KeyGrantsTest : public testing::Test {
 protected:
  static Jwk Key(absl::string_view kid, absl::string_view signs) {
    Jwk key = Jwk::GenerateEd25519(kid);
    key.set_grants(*KeyGrants::ParseList(signs));
    return key;
  }

  const Jwk& Find(absl::string_view kid) const {
    for (const Jwk* key : {&edge_, &video_, &notes_, &operator_, &bare_}) {
      if (key->kid() == kid) return *key;
    }
    ADD_FAILURE() << kid;
    return bare_;
  }

  // The answer of the service `service` to a token by this key, with this role and audience.
  absl::Status Verify(absl::string_view kid, Role role, const std::string& audience,
                      const std::string& service, GrantCheck grants = GrantCheck::kRequired) {
    const JwtClaims claims{
        .sub = "ann", .role = role, .aud = {audience}, .exp = kNow + absl::Minutes(1)};
    const JwtRules rules{
        .audience = service, .installation = "lossy", .grants = grants, .accept_roles = true};
    return VerifyJwt(*SignJwt(claims, Find(kid)), set_, rules, kNow).status();
  }

  Jwk edge_ = Key("edge", "user:lossy.video.v1,user:lossy.notes.v1,service:lossy.notifications.v1");
  Jwk video_ = Key("video", "service:lossy.notifications.v1");
  Jwk notes_ = Key("notes", "service:lossy.notifications.v1,service:lossy.video.v1");
  Jwk operator_ = Key("operator", "operator:*,service:*,user:*");
  Jwk bare_ = Jwk::GenerateEd25519("bare");
  const Jwks set_ = *Jwks::Parse(absl::StrCat(
      R"({"keys":[)", edge_.ToJson(false), ",", video_.ToJson(false), ",", notes_.ToJson(false),
      ",", operator_.ToJson(false), ",", bare_.ToJson(false), "]}"));
};

struct Allowed {
  const char* kid;
  Role role;
  const char* service;
};

constexpr Allowed kAllowed[] = {
    {"edge", Role::kUser, kVideo},
    {"edge", Role::kUser, kNotes},
    {"edge", Role::kService, kNotifications},
    {"video", Role::kService, kNotifications},
    {"notes", Role::kService, kNotifications},
    {"notes", Role::kService, kVideo},
};

bool IsAllowed(absl::string_view kid, Role role, absl::string_view service) {
  if (kid == "operator") return true;
  for (const Allowed& each : kAllowed) {
    if (kid == each.kid && role == each.role && service == each.service) return true;
  }
  return false;
}

TEST_F(KeyGrantsTest, EachCombinationOfKeyRoleAndServiceThatIsNotAllowedIsRefused) {
  for (const char* kid : {"edge", "video", "notes", "operator", "bare"}) {
    for (Role role : {Role::kUser, Role::kService, Role::kOperator}) {
      for (const char* service : {kVideo, kNotes, kNotifications}) {
        const absl::Status status = Verify(kid, role, service, service);
        EXPECT_EQ(status.ok(), IsAllowed(kid, role, service))
            << kid << " " << RoleName(role) << " " << service << " " << status;
      }
    }
  }
}

TEST_F(KeyGrantsTest, ATokenForOneServiceIsRefusedByEachOther) {
  for (const char* kid : {"edge", "video", "notes", "operator"}) {
    for (Role role : {Role::kUser, Role::kService, Role::kOperator}) {
      for (const char* audience : {kVideo, kNotes, kNotifications}) {
        for (const char* service : {kVideo, kNotes, kNotifications}) {
          if (audience == std::string(service)) continue;
          EXPECT_FALSE(Verify(kid, role, audience, service).ok())
              << kid << " " << RoleName(role) << " " << audience << " at " << service;
        }
      }
    }
  }
}

TEST_F(KeyGrantsTest, OnlyAnOperatorsKeyMaySignForTheWholeInstallation) {
  EXPECT_TRUE(Verify("operator", Role::kOperator, "lossy", kVideo).ok());
  for (const char* kid : {"edge", "video", "notes", "bare"}) {
    for (Role role : {Role::kUser, Role::kService, Role::kOperator}) {
      for (const char* service : {kVideo, kNotes, kNotifications}) {
        EXPECT_FALSE(Verify(kid, role, "lossy", service).ok())
            << kid << " " << RoleName(role) << " " << service;
      }
    }
  }
}

TEST_F(KeyGrantsTest, ARefusalNamesTheForbiddenGrant) {
  EXPECT_THAT(std::string(Verify("notes", Role::kOperator, kVideo, kVideo).message()),
              HasSubstr("may not sign the role operator for lossy.video.v1"));
  EXPECT_THAT(std::string(Verify("bare", Role::kUser, kVideo, kVideo).message()),
              HasSubstr("lossy_signs"));
}

TEST_F(KeyGrantsTest, WhileUpgradingOnlyAKeyWithoutGrantsMaySignEverything) {
  const auto legacy = [this](const char* kid, Role role, const char* audience) {
    return Verify(kid, role, audience, kVideo, GrantCheck::kWhereGiven);
  };
  EXPECT_TRUE(legacy("bare", Role::kOperator, "lossy").ok());
  EXPECT_TRUE(legacy("edge", Role::kUser, "lossy").ok());
  EXPECT_FALSE(legacy("video", Role::kOperator, "lossy").ok());
  EXPECT_FALSE(legacy("edge", Role::kUser, kNotes).ok());
}

TEST(KeyGrants, AJwkKeepsThem) {
  Jwk key = Jwk::GenerateEd25519("k");
  key.set_grants(*KeyGrants::ParseList("service:b,user:*"));
  const absl::StatusOr<Jwk> read = Jwk::Parse(key.ToJson(true));
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_TRUE(read->grants().has_value());
  EXPECT_TRUE(read->grants()->Allow(Role::kUser, "anything"));
  EXPECT_TRUE(read->grants()->Allow(Role::kService, "b"));
  EXPECT_FALSE(read->grants()->Allow(Role::kService, "a"));
  EXPECT_FALSE(read->grants()->Allow(Role::kOperator, "b"));
}

TEST(KeyGrants, AJwkWithMalformedOnesIsBroken) {
  for (const char* signs : {"7", "null", "[]", R"("*")", R"({"root":["*"]})", R"({"user":"*"})",
                            R"({"user":[7]})", R"({"user":[""]})"}) {
    Jwk key = Jwk::GenerateEd25519("k");
    key.set_grants(*KeyGrants::ParseList(""));
    std::string json = key.ToJson(false);
    const std::string empty = R"("lossy_signs":{})";
    json.replace(json.find(empty), empty.size(), absl::StrCat(R"("lossy_signs":)", signs));
    EXPECT_EQ(Jwk::Parse(json).status().code(), absl::StatusCode::kInvalidArgument) << json;
  }
}

}  // namespace
}  // namespace lossy::base
