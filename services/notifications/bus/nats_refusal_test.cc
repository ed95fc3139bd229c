// Tests a bus that its server refuses for a while.

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/identity/key_file.h"
#include "base/testing/eventually.h"
#include "base/testing/tls_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/nats_bus.h"
#include "services/notifications/bus/nats_server.h"
#include "services/notifications/bus/test_bus_keys.h"
#include "services/notifications/bus/test_replica.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// More attempts than libnats would make by itself.
constexpr double kManyRefusals = 5;

class NatsRefusalTest : public testing::Test {
 protected:
  NatsRefusalTest() { SetPassword("right\n"); }
  ~NatsRefusalTest() override { unlink(password_file_.c_str()); }

  void SetPassword(const std::string& contents) {
    EXPECT_TRUE(base::WriteKeyFile(password_file_, contents, 0600).ok());
  }

  NatsAccess Access() const {
    return {.url = server_.url(), .user = "lossy", .password_file = password_file_};
  }

  // Blocks until the server has refused the bus often.
  static void AwaitRefusals(TestReplica& replica) {
    const double before = replica.metrics.connect_failures.Value();
    ASSERT_TRUE(base::Eventually(
        [&] { return replica.metrics.connect_failures.Value() >= before + kManyRefusals; }));
    EXPECT_TRUE(absl::IsPermissionDenied(replica.bus.problem())) << replica.bus.problem();
    EXPECT_FALSE(replica.bus.connected());
    EXPECT_EQ(replica.metrics.connected.Value(), 0);
  }

  void ExpectWorks(TestReplica& from, TestReplica& to) {
    to.bus.Follow("video:1");
    to.AwaitContact(from, "video:1");
    from.bus.Publish("video:1", "live");
    EXPECT_THAT(to.received.Take(1), ElementsAre("live"));
    EXPECT_TRUE(from.bus.problem().ok());
  }

  const TestBusKeys keys_;
  std::string password_file_ = testing::TempDir() + "nats_refusal_test_password";
  NatsServer server_{NatsServer::Requires("lossy", "right")};
};

TEST_F(NatsRefusalTest, ConnectsWithThePasswordOfAFile) {
  TestReplica a(Access(), "one", keys_.Open());
  TestReplica b(Access(), "one", keys_.Open());
  ExpectWorks(a, b);
}

TEST_F(NatsRefusalTest, ReconnectsAfterATemporaryRefusalOfItsPassword) {
  TestReplica a(Access(), "one", keys_.Open());
  TestReplica b(Access(), "one", keys_.Open());
  b.bus.Follow("video:1");
  b.AwaitContact(a, "video:1");
  server_.Kill();
  server_.Configure(NatsServer::Requires("lossy", "changed"));
  server_.Start();
  AwaitRefusals(a);
  AwaitRefusals(b);
  server_.Kill();
  server_.Configure(NatsServer::Requires("lossy", "right"));
  server_.Start();
  a.received.AwaitPossibleLoss();
  b.received.AwaitPossibleLoss();
  ExpectWorks(a, b);
}

TEST_F(NatsRefusalTest, WaitsForAServerThatRefusesItFromTheStart) {
  SetPassword("wrong");
  TestReplica early(Access(), "one", keys_.Open());
  AwaitRefusals(early);
  EXPECT_THAT(std::string(early.bus.problem().message()), HasSubstr("Authorization Violation"));
  SetPassword("right");
  early.received.AwaitPossibleLoss();
  EXPECT_TRUE(early.bus.connected());
}

TEST_F(NatsRefusalTest, WaitsForAPasswordFileThatIsMissing) {
  unlink(password_file_.c_str());
  TestReplica early(Access(), "one", keys_.Open());
  ASSERT_TRUE(
      base::Eventually([&] { return early.metrics.connect_failures.Value() >= kManyRefusals; }));
  EXPECT_TRUE(absl::IsFailedPrecondition(early.bus.problem())) << early.bus.problem();
  SetPassword("right");
  early.received.AwaitPossibleLoss();
}

TEST_F(NatsRefusalTest, ReportsForbiddenSubjects) {
  server_.Kill();
  server_.Configure(
      "authorization { users = [ { user: lossy, password: right,\n"
      "  permissions: { publish: \"other.>\", subscribe: \"other.>\" } } ] }\n");
  server_.Start();
  TestReplica replica(Access(), "one", keys_.Open());
  ASSERT_TRUE(base::Eventually([&] { return absl::IsPermissionDenied(replica.bus.problem()); }));
}

class NatsTlsTest : public testing::Test {
 protected:
  static std::string Settings(const base::TlsFiles& files, const char* more = "") {
    return absl::StrCat("tls { cert_file: \"", files.certificate(), "\", key_file: \"", files.key(),
                        "\", ", more, " }\n");
  }

  const TestBusKeys keys_;
  const base::TlsFiles files_{"IP:127.0.0.1"};
  const base::TlsFiles others_{"IP:127.0.0.1"};
};

TEST_F(NatsTlsTest, ConnectsToAServerWhoseAuthorityItTrusts) {
  NatsServer server(Settings(files_));
  TestReplica a({.url = server.url(), .ca_file = files_.certificate()}, "one", keys_.Open());
  EXPECT_TRUE(a.bus.problem().ok()) << a.bus.problem();
}

TEST_F(NatsTlsTest, RefusesAServerThatItDoesNotTrust) {
  NatsServer server(Settings(files_));
  TestReplica a({.url = server.url(), .ca_file = others_.certificate()}, "one", keys_.Open());
  EXPECT_TRUE(absl::IsPermissionDenied(a.bus.problem())) << a.bus.problem();
  TestReplica b({.url = absl::StrCat("tls://", server.address())}, "one", keys_.Open());
  EXPECT_TRUE(absl::IsPermissionDenied(b.bus.problem())) << b.bus.problem();
}

TEST_F(NatsTlsTest, RefusesAServerWithTheNameOfAnotherMachine) {
  const base::TlsFiles elsewhere("DNS:nats.example.org");
  NatsServer server(Settings(elsewhere));
  TestReplica a({.url = server.url(), .ca_file = elsewhere.certificate()}, "one", keys_.Open());
  EXPECT_TRUE(absl::IsPermissionDenied(a.bus.problem())) << a.bus.problem();
  EXPECT_THAT(std::string(a.bus.problem().message()), HasSubstr("mismatch"));
}

TEST_F(NatsTlsTest, ReconnectsWithARenewedAuthority) {
  NatsServer server(Settings(files_));
  const std::string ca_file = testing::TempDir() + "nats_ca.pem";
  const auto copy = [&](const base::TlsFiles& from) {
    ASSERT_TRUE(base::WriteKeyFile(ca_file, *base::ReadKeyFile(from.certificate()), 0600).ok());
  };
  copy(files_);
  TestReplica a({.url = server.url(), .ca_file = ca_file}, "one", keys_.Open());
  ASSERT_TRUE(a.bus.connected());
  server.Kill();
  server.Configure(Settings(others_));
  copy(others_);
  server.Start();
  a.received.AwaitPossibleLoss();
  EXPECT_TRUE(a.bus.connected());
}

TEST_F(NatsTlsTest, NamesTheHostsThatItReachesWithoutTls) {
  const auto hosts = [](const char* url) { return NatsAccess{.url = url}.unencrypted_hosts(); };
  EXPECT_THAT(hosts("nats://user:word@nats.example.org:4222, nats://127.0.0.1:4222,[::1]:4222"),
              ElementsAre("nats.example.org"));
  EXPECT_THAT(hosts("nats"), ElementsAre("nats"));
  EXPECT_TRUE(hosts("tls://nats.example.org:4222").empty());
  EXPECT_TRUE((NatsAccess{.url = "nats://nats", .ca_file = "ca.pem"}.unencrypted_hosts().empty()));
}

TEST_F(NatsTlsTest, SendsNothingUnencryptedWhereTlsIsRequired) {
  NatsServer server;
  TestReplica a({.url = server.url(), .ca_file = files_.certificate()}, "one", keys_.Open());
  EXPECT_TRUE(absl::IsPermissionDenied(a.bus.problem())) << a.bus.problem();
}

TEST_F(NatsTlsTest, ShowsItsOwnCertificate) {
  NatsServer server(Settings(
      files_, absl::StrCat("ca_file: \"", others_.certificate(), "\", verify: true").c_str()));
  TestReplica a({.url = server.url(),
                 .ca_file = files_.certificate(),
                 .cert_file = others_.certificate(),
                 .cert_key_file = others_.key()},
                "one", keys_.Open());
  EXPECT_TRUE(a.bus.problem().ok()) << a.bus.problem();
  TestReplica b({.url = server.url(), .ca_file = files_.certificate()}, "one", keys_.Open());
  EXPECT_FALSE(b.bus.problem().ok());
}

}  // namespace
}  // namespace lossy::notifications
