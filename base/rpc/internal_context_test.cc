#include "base/rpc/internal_context.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "base/testing/test_authority.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

// Cannot use a certificate for the name "unusable".
absl::StatusOr<SslContext> MakeUsable(const CertificateSet& set) {
  if (set.certificates.front().names.front() != "unusable") return MakeServerContext(set);
  return absl::InvalidArgumentError("the certificate is unusable");
}

class InternalContextTest : public testing::Test {
 protected:
  InternalContextTest() {
    Write("internal_context.ca", authority_.certificate());
    WriteCertificate("usable");
    tls_ = *InternalTls::Open(
        {.own = {.certificate = Path("internal_context.crt"), .key = Path("internal_context.key")},
         .authorities = Path("internal_context.ca")});
  }

  static std::string Path(const std::string& name) { return testing::TempDir() + "/" + name; }
  static void Write(const std::string& name, const std::string& contents) {
    std::ofstream(Path(name), std::ios::trunc) << contents;
  }
  void WriteCertificate(const std::string& name) const {
    const TestAuthority::Issued issued = authority_.Issue({.names = {"DNS:" + name}});
    Write("internal_context.crt", issued.certificate);
    Write("internal_context.key", issued.key);
  }
  // Replaces the files, and uses them.
  void Renew(const std::string& name) {
    WriteCertificate(name);
    ASSERT_TRUE(tls_->files().Poll().value());
  }

  const TestAuthority authority_;
  std::unique_ptr<InternalTls> tls_;
};

TEST_F(InternalContextTest, FollowsAChangeOfTheCertificates) {
  InternalContext context(*tls_, MakeUsable);
  const SslContext before = context.Get();
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(context.Get(), before);
  Renew("usable");
  EXPECT_NE(context.Get(), before);
  EXPECT_TRUE(context.status().ok());
}

TEST_F(InternalContextTest, KeepsItsContextWhileTheNewCertificatesAreUnusable) {
  InternalContext context(*tls_, MakeUsable);
  const SslContext before = context.Get();
  Renew("unusable");
  EXPECT_EQ(context.Get(), before);
  EXPECT_EQ(context.status().message(), "the certificate is unusable");
  Renew("usable");
  EXPECT_NE(context.Get(), before);
  EXPECT_TRUE(context.status().ok());
}

TEST_F(InternalContextTest, HasNoContextUntilTheCertificatesAreUsable) {
  Renew("unusable");
  InternalContext context(*tls_, MakeUsable);
  EXPECT_EQ(context.Get(), nullptr);
  Renew("usable");
  EXPECT_NE(context.Get(), nullptr);
}

}  // namespace
}  // namespace lossy::base
