#include "base/flags/hidden_secrets.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(HiddenSecretsTest, HidesThePasswordOfAUrl) {
  EXPECT_EQ(HiddenSecrets("postgresql://video:p4ss@db:5432/lossy"),
            "postgresql://video:***@db:5432/lossy");
  EXPECT_EQ(HiddenSecrets("nats://a:b@one:4222,nats://c:d@two:4222"),
            "nats://a:***@one:4222,nats://c:***@two:4222");
  EXPECT_EQ(HiddenSecrets("nats://t0ken@one:4222"), "nats://***@one:4222");
}

TEST(HiddenSecretsTest, HidesAPasswordThatHasCharactersOfAUrl) {
  EXPECT_EQ(HiddenSecrets("postgresql://video:p4/s:s@x@db/lossy"),
            "postgresql://video:***@db/lossy");
}

TEST(HiddenSecretsTest, HidesAPasswordParameter) {
  EXPECT_EQ(HiddenSecrets("postgresql://db/lossy?user=a&password=p4ss&sslmode=require"),
            "postgresql://db/lossy?user=a&password=***&sslmode=require");
  EXPECT_EQ(HiddenSecrets("host=db password = 'p4 \\' ss' user=a"),
            "host=db password = *** user=a");
  EXPECT_EQ(HiddenSecrets("sslpassword=a PASSWORD=b"), "sslpassword=*** PASSWORD=***");
}

TEST(HiddenSecretsTest, LeavesOtherTextsAsTheyAre) {
  for (const char* text :
       {"", "localhost:4000", "postgresql://video@db/lossy?passfile=/keys/pgpass",
        "https://example.com/v1", "a.v1.A=host:1,b.v1.B=host:2", "/a\\,b/c.jwks",
        "//localhost,//[::1]"}) {
    EXPECT_EQ(HiddenSecrets(text), text);
  }
}

}  // namespace
}  // namespace lossy::base
