#include "base/rpc/internal_tls.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks_file.h"
#include "base/identity/key_grants.h"
#include "base/identity/token_issuer.h"
#include "base/identity/token_verifier.h"
#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/rpc/token_guard.h"
#include "base/testing/eventually.h"
#include "base/testing/test_authority.h"
#include "base/time/clock.h"
#include "base/tls/peer_refusals.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "prometheus/registry.h"

namespace lossy::base {
namespace {

using notifications::v1::NotificationsService;
using testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(30);
constexpr char kAudience[] = "lossy.notifications.v1";

std::string Write(const std::string& name, const std::string& contents) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::trunc) << contents;
  return path;
}

// A process with its own certificate files.
class TlsProcess {
 public:
  TlsProcess(const std::string& name, const TestAuthority::Issued& own,
             const std::string& authorities)
      : name_(name) {
    WriteFiles(own, authorities);
    tls_ = *InternalTls::Open(paths_);
  }

  const InternalTls* tls() const { return tls_.get(); }

  // Replaces the files and uses them, as CertificateWatch does.
  void Renew(const TestAuthority::Issued& own, const std::string& authorities) {
    WriteFiles(own, authorities);
    ASSERT_TRUE(tls_->files().Poll().value());
    tls_->Use(*tls_->certificates());
  }

 private:
  void WriteFiles(const TestAuthority::Issued& own, const std::string& authorities) {
    paths_.own.certificate = Write(name_ + ".crt", own.certificate);
    paths_.own.key = Write(name_ + ".key", own.key);
    paths_.authorities = Write(name_ + ".ca", authorities);
  }

  const std::string name_;
  InternalTls::Paths paths_;
  std::unique_ptr<InternalTls> tls_;
};

// The notifications service. A stream of Subscribe answers each request.
class TlsServer final : private NotificationsService::Service {
 public:
  explicit TlsServer(const InternalTls* tls) {
    for (const char* name : {"edge", "notes"}) {
      Jwk key = Jwk::GenerateEd25519(name);
      key.set_grants(*KeyGrants::ParseList("service:*"));
      key.set_process(name);
      keys_.push_back(key.ToJson(/*with_private=*/false));
      issuers_.push_back(*TokenIssuer::FromFile(
          Write(absl::StrCat(name, ".jwk"), key.ToJson(/*with_private=*/true)), "any issuer", "",
          RealClock()));
    }
    Jwk provider = Jwk::GenerateEd25519("provider");
    issuers_.push_back(*TokenIssuer::FromFile(
        Write("provider.jwk", provider.ToJson(/*with_private=*/true)), "", "", RealClock()));
    verifier_ = Verifier(absl::StrCat(keys_[0], ",", keys_[1]), GrantCheck::kRequired);
    users_ = Verifier(provider.ToJson(/*with_private=*/false), GrantCheck::kNone);
    calls_ = std::make_unique<Calls>(*verifier_, registry_, users_.get());
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", GuardedServerCredentials(*calls_, tls), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~TlsServer() override { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Returns a token that the key of the process has signed.
  std::string TokenOf(const std::string& process) {
    return issuers_[process == "edge" ? 0 : 1]->Issue({.user_id = "u", .role = Role::kService},
                                                      absl::Minutes(5), kAudience);
  }
  std::string UsersOwnToken() {
    return issuers_[2]->Issue({.user_id = "u"}, absl::Minutes(5), kAudience);
  }

 private:
  static std::unique_ptr<TokenVerifier> Verifier(const std::string& keys, GrantCheck grants) {
    const std::string jwks = Write(absl::StrCat("jwks", grants == GrantCheck::kNone),
                                   absl::StrCat(R"({"keys":[)", keys, "]}"));
    return std::make_unique<TokenVerifier>(
        *JwksFile::Open(jwks, RealClock(), {}),
        TokenVerifier::Options{
            .audience = kAudience, .grants = grants, .accept_roles = grants != GrantCheck::kNone},
        RealClock());
  }

  grpc::Status Publish(grpc::ServerContext* context, const notifications::v1::PublishRequest*,
                       notifications::v1::PublishResponse*) override {
    return calls_->Run(*context, "Publish", [](const Caller&) { return absl::OkStatus(); });
  }

  grpc::Status Subscribe(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<notifications::v1::SubscribeResponse,
                               notifications::v1::SubscribeRequest>* stream) override {
    notifications::v1::SubscribeRequest request;
    while (stream->Read(&request)) stream->Write({});
    return grpc::Status::OK;
  }

  std::vector<std::string> keys_;
  std::vector<std::unique_ptr<TokenIssuer>> issuers_;
  std::unique_ptr<TokenVerifier> verifier_;
  std::unique_ptr<TokenVerifier> users_;
  prometheus::Registry registry_;
  std::unique_ptr<Calls> calls_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

void Prepare(grpc::ClientContext& context, const std::string& token) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
  context.AddMetadata("authorization", "Bearer " + token);
}

grpc::Status Publish(const std::shared_ptr<grpc::Channel>& channel, const std::string& token) {
  grpc::ClientContext context;
  Prepare(context, token);
  notifications::v1::PublishResponse response;
  return NotificationsService::NewStub(channel)->Publish(
      &context, notifications::v1::PublishRequest(), &response);
}

// Counts the refusals since its construction.
class NewRefusals {
 public:
  NewRefusals(PeerEnd end, PeerProblem problem) : end_(end), problem_(problem), before_(Count()) {}

  bool Any() const { return Count() > before_; }

 private:
  std::uint64_t Count() const { return PeerRefusals::Instance().Count(end_, problem_); }

  const PeerEnd end_;
  const PeerProblem problem_;
  const std::uint64_t before_;
};

class InternalTlsTest : public testing::Test {
 protected:
  TestAuthority::Issued Issue(const std::string& name) const {
    return authority_.Issue({.names = {"DNS:" + name}});
  }

  // Returns the status of a call by the process `edge` with this certificate.
  grpc::Status CallWith(const TestAuthority::Issued& own, const std::string& called) {
    const TlsProcess edge("edge", own, authority_.certificate());
    return Publish(OpenChannel(server_.address(), called, edge.tls()), server_.TokenOf("edge"));
  }
  grpc::Status CallWith(const TestAuthority::Issued& own) { return CallWith(own, "notifications"); }

  // Returns the status of a call to a server with this certificate.
  grpc::Status CallTo(const TestAuthority::Issued& own) {
    const TlsProcess process("other", own, authority_.certificate());
    TlsServer server(process.tls());
    return Publish(OpenChannel(server.address(), "notifications", edge_.tls()),
                   server.TokenOf("edge"));
  }

  const TestAuthority authority_;
  const TestAuthority foreign_{"another authority"};
  TlsProcess notifications_{"notifications", Issue("notifications"), authority_.certificate()};
  const TlsProcess edge_{"edge-1", Issue("edge"), authority_.certificate()};
  TlsServer server_{notifications_.tls()};
};

TEST_F(InternalTlsTest, ServesAProcessOfTheInstallation) {
  EXPECT_TRUE(CallWith(Issue("edge")).ok());
  EXPECT_TRUE(CallTo(Issue("notifications")).ok());
}

TEST_F(InternalTlsTest, RefusesAServerThatIsAnotherProcess) {
  const NewRefusals refusals(PeerEnd::kServer, PeerProblem::kWrongName);
  const grpc::Status status = CallWith(Issue("edge"), "video");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("the peer must be \"video\""));
  EXPECT_TRUE(refusals.Any());
}

TEST_F(InternalTlsTest, TakesAWildcardForNoProcess) {
  EXPECT_FALSE(CallTo(Issue("*")).ok());
  EXPECT_FALSE(CallTo(Issue("*.notifications")).ok());
  EXPECT_FALSE(CallTo(Issue("notifications.lossy.svc")).ok());
}

TEST_F(InternalTlsTest, RefusesAClientWithoutACertificate) {
  const NewRefusals refusals(PeerEnd::kClient, PeerProblem::kMissing);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = authority_.certificate();
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride("notifications");
  const grpc::Status status = Publish(
      grpc::CreateCustomChannel(server_.address(), grpc::SslCredentials(options), arguments),
      server_.TokenOf("edge"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_TRUE(refusals.Any());
}

TEST_F(InternalTlsTest, RefusesAForeignClient) {
  const NewRefusals refusals(PeerEnd::kClient, PeerProblem::kForeign);
  EXPECT_FALSE(CallWith(foreign_.Issue({.names = {"DNS:edge"}})).ok());
  EXPECT_TRUE(refusals.Any());
}

TEST_F(InternalTlsTest, RefusesAForeignServer) {
  const NewRefusals refusals(PeerEnd::kServer, PeerProblem::kForeign);
  const grpc::Status status = CallTo(foreign_.Issue({.names = {"DNS:notifications"}}));
  EXPECT_THAT(status.error_message(), HasSubstr("no authority of --tls_internal_ca"));
  EXPECT_TRUE(refusals.Any());
}

TEST_F(InternalTlsTest, RefusesAnExpiredCertificateOfEitherEnd) {
  const NewRefusals clients(PeerEnd::kClient, PeerProblem::kExpired);
  const NewRefusals servers(PeerEnd::kServer, PeerProblem::kExpired);
  const auto expired = [this](const char* name) {
    return authority_.Issue({.names = {name}, .from = -absl::Hours(2), .until = -absl::Hours(1)});
  };
  EXPECT_FALSE(CallWith(expired("DNS:edge")).ok());
  EXPECT_TRUE(clients.Any());
  EXPECT_THAT(CallTo(expired("DNS:notifications")).error_message(),
              HasSubstr("the certificate expired at 20"));
  EXPECT_TRUE(servers.Any());
}

TEST_F(InternalTlsTest, RefusesACertificateThatIsNotValidYet) {
  const NewRefusals refusals(PeerEnd::kClient, PeerProblem::kNotYetValid);
  EXPECT_FALSE(CallWith(authority_.Issue({.names = {"DNS:edge"}, .from = absl::Hours(1)})).ok());
  EXPECT_TRUE(refusals.Any());
}

TEST_F(InternalTlsTest, ConnectsToNoEndWithoutTls) {
  TlsServer plain(nullptr);
  EXPECT_FALSE(
      Publish(OpenChannel(plain.address(), "notifications", edge_.tls()), plain.TokenOf("edge"))
          .ok());
  EXPECT_FALSE(
      Publish(OpenChannel(server_.address(), "notifications", nullptr), server_.TokenOf("edge"))
          .ok());
}

TEST_F(InternalTlsTest, RefusesATokenOfAnotherProcessThanTheCertificates) {
  const grpc::Status status = Publish(OpenChannel(server_.address(), "notifications", edge_.tls()),
                                      server_.TokenOf("notes"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("whose certificate has the DNS name \"notes\""));
}

TEST_F(InternalTlsTest, AcceptsAUsersOwnTokenFromAnOperatorsCertificateOnly) {
  const grpc::Status refused = Publish(OpenChannel(server_.address(), "notifications", edge_.tls()),
                                       server_.UsersOwnToken());
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAUTHENTICATED) << refused.error_message();
  const TlsProcess tool("tool", Issue("operator"), authority_.certificate());
  EXPECT_TRUE(
      Publish(OpenChannel(server_.address(), "notifications", tool.tls()), server_.UsersOwnToken())
          .ok());
}

TEST_F(InternalTlsTest, UsesNewCertificatesWithoutEndingCalls) {
  const std::shared_ptr<grpc::Channel> channel =
      OpenChannel(server_.address(), "notifications", edge_.tls());
  grpc::ClientContext context;
  Prepare(context, server_.TokenOf("edge"));
  const auto stream = NotificationsService::NewStub(channel)->Subscribe(&context);
  notifications::v1::SubscribeResponse response;
  const auto echoes = [&] { return stream->Write({}) && stream->Read(&response); };
  ASSERT_TRUE(echoes());

  // The server moves to the certificates of another authority in three steps.
  const std::string both = authority_.certificate() + foreign_.certificate();
  const TestAuthority::Issued next = foreign_.Issue({.names = {"DNS:notifications"}});
  notifications_.Renew(Issue("notifications"), both);
  EXPECT_TRUE(echoes());
  notifications_.Renew(next, both);
  EXPECT_TRUE(echoes());
  notifications_.Renew(next, foreign_.certificate());
  EXPECT_TRUE(echoes());

  // New connections use the new certificates at both ends.
  const TlsProcess other("other", foreign_.Issue({.names = {"DNS:edge"}}), foreign_.certificate());
  ASSERT_TRUE(Eventually([&] {
    return Publish(OpenChannel(server_.address(), "notifications", other.tls()),
                   server_.TokenOf("edge"))
        .ok();
  }));
  EXPECT_FALSE(CallWith(Issue("edge")).ok());
  EXPECT_TRUE(echoes());
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(InternalTlsTest, RequiresTheProcesssOwnName) {
  EXPECT_EQ(edge_.tls()->CheckOwnCertificate("edge"), absl::OkStatus());
  EXPECT_THAT(std::string(edge_.tls()->CheckOwnCertificate("video").message()),
              HasSubstr("its DNS names are [edge] and must contain \"video\""));
}

}  // namespace
}  // namespace lossy::base
