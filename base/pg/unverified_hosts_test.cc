#include "base/pg/unverified_hosts.h"

#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Hosts(const std::string& url) { return *UnverifiedHosts(url); }

TEST(UnverifiedHostsTest, AreThoseOfOtherMachinesWithoutVerifyFull) {
  EXPECT_THAT(Hosts("postgresql://video@db.example.org/lossy"), ElementsAre("db.example.org"));
  EXPECT_THAT(Hosts("postgresql://a:5432,127.0.0.1:5433,10.0.0.1/lossy"),
              ElementsAre("a", "10.0.0.1"));
  EXPECT_THAT(Hosts("host=db user=video"), ElementsAre("db"));
  EXPECT_THAT(Hosts("postgresql://db/lossy?hostaddr=10.0.0.1"), ElementsAre("10.0.0.1"));
}

TEST(UnverifiedHostsTest, CountOtherModesOfTls) {
  for (const char* mode : {"disable", "prefer", "require", "verify-ca"}) {
    EXPECT_THAT(Hosts(std::string("postgresql://db/lossy?sslmode=") + mode), ElementsAre("db"));
  }
  EXPECT_THAT(Hosts("postgresql://db/lossy?sslmode=verify-full"), IsEmpty());
}

TEST(UnverifiedHostsTest, LeaveOutThisMachine) {
  for (const char* url : {"postgresql:///lossy", "postgresql:///lossy?host=/run/postgresql",
                          "postgresql:///lossy?host=@db", "postgresql://localhost/lossy",
                          "postgresql://127.0.0.2/lossy", "postgresql://[::1]/lossy"}) {
    EXPECT_THAT(Hosts(url), IsEmpty()) << url;
  }
}

TEST(UnverifiedHostsTest, ReadTheEnvironmentAsLibpqDoes) {
  setenv("PGHOST", "db", 1);
  EXPECT_THAT(Hosts("postgresql:///lossy"), ElementsAre("db"));
  setenv("PGSSLMODE", "verify-full", 1);
  EXPECT_THAT(Hosts("postgresql:///lossy"), IsEmpty());
  unsetenv("PGSSLMODE");
  unsetenv("PGHOST");
}

TEST(UnverifiedHostsTest, RejectATextThatIsNoUrl) {
  const absl::Status status = UnverifiedHosts("postgresql://a:secret@[::1").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message().find("secret"), absl::string_view::npos);
}

}  // namespace
}  // namespace lossy::base::pg
