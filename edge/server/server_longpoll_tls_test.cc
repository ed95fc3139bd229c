#include <openssl/ssl.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/rpc/internal_tls.h"
#include "base/testing/test_authority.h"
#include "base/time/fake_clock.h"
#include "base/tls/peer_refusals.h"
#include "edge/server/longpoll_fixture.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "edge/tls/openssl_peer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using base::PeerEnd;
using base::PeerProblem;
using base::TestAuthority;
using testing::HasSubstr;

std::string Write(const std::string& name, const std::string& contents) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::trunc) << contents;
  return path;
}

// An edge that serves TLS with the certificate that it also shows to other edges.
class TlsEdge {
 public:
  // `own` is the edge's certificate; `authority` has signed those of the other edges.
  TlsEdge(const std::string& name, const TestAuthority::Issued& own, const TestAuthority& authority)
      : contexts_(MakeContexts(own, tickets_)),
        internal_(*base::InternalTls::Open(
            {.own = {.certificate = Write(name + ".crt", own.certificate),
                     .key = Write(name + ".key", own.key)},
             .authorities = Write(name + ".ca", authority.certificate())})),
        server_(1, Limits(), "", "", RateLimits{},
                {.contexts = &contexts_, .internal = internal_.get()}) {}

  TestServer& server() { return server_; }

  // Sends the request on a new connection, and returns the response.
  std::string AskOverTls(const std::string& request) {
    TestClient client(server_.port(), SSL_new(client_context_.get()));
    return Ask(client, request);
  }

 private:
  static ServerLimits Limits() {
    ServerLimits limits;
    limits.channel.expiry_bound = absl::InfiniteDuration();
    return limits;
  }

  base::FakeClock clock_;
  TicketKeys tickets_{clock_};
  const CurrentTlsContexts contexts_;
  const std::unique_ptr<base::InternalTls> internal_;
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> client_context_{
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  TestServer server_;
};

class ServerLongpollTlsTest : public testing::Test {
 protected:
  TestAuthority::Issued Issue(const std::string& name) const {
    return authority_.Issue({.names = {"DNS:" + name}});
  }

  const TestAuthority authority_;
};

TEST_F(ServerLongpollTlsTest, IsForwardedOverTlsToTheEdgeThatHasTheSession) {
  TlsEdge first("first", Issue("edge"), authority_);
  TlsEdge second("second", Issue("edge"), authority_);
  const std::string token = TokenIn(first.AskOverTls(Request("GET", "vsn=2.0.0")));
  EXPECT_EQ(BodyOf(second.AskOverTls(Post(token, kJoin))), R"({"status":200})");
  EXPECT_EQ(BodyOf(second.AskOverTls(Poll(token))), Body(kJoined, 200, token));
  EXPECT_EQ(second.server().metrics().longpoll.forwarded.Value(), 2);
}

TEST_F(ServerLongpollTlsTest, IsNotForwardedToAServerWithTheNameOfAnotherProcess) {
  TlsEdge other("other", Issue("rooms"), authority_);
  TlsEdge second("second", Issue("edge"), authority_);
  const std::string token = TokenIn(other.AskOverTls(Request("GET", "vsn=2.0.0")));
  const std::uint64_t refused =
      base::PeerRefusals::Instance().Count(PeerEnd::kServer, PeerProblem::kWrongName);
  testing::internal::CaptureStderr();
  EXPECT_EQ(BodyOf(second.AskOverTls(Post(token, kJoin))), R"({"status":410})");
  EXPECT_TRUE(base::FlushLog());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr(absl::StrCat(R"("target":"127.0.0.1:)", other.server().port(), "\"")));
  EXPECT_EQ(base::PeerRefusals::Instance().Count(PeerEnd::kServer, PeerProblem::kWrongName),
            refused + 1);
  EXPECT_EQ(second.server().metrics().longpoll.forwards_failed.Value(), 1);
}

}  // namespace
}  // namespace lossy::edge
