#include "base/tls/certificate_files.h"

#include <fstream>
#include <string>

#include "absl/time/clock.h"
#include "base/testing/test_authority.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class CertificateFilesTest : public testing::Test {
 protected:
  static std::string Path(const std::string& name) { return testing::TempDir() + "/" + name; }
  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::trunc) << text;
  }
  void WriteBoth(const TestAuthority::Issued& issued) const {
    Write(paths_.certificate, issued.certificate);
    Write(paths_.key, issued.key);
  }
  std::string Problem() const { return std::string(ReadCertificate(paths_).status().message()); }

  const TestAuthority authority_;
  const CertificatePaths paths_{.certificate = Path("tls.crt"), .key = Path("tls.key")};
  const TestAuthority::Issued first_ =
      authority_.Issue({.names = {"DNS:Edge.Example.org", "DNS:*.example.org", "IP:127.0.0.1"}});
  const TestAuthority::Issued second_ = authority_.Issue({.names = {"DNS:other.example.org"}});
};

TEST_F(CertificateFilesTest, ReadsAChainWithItsNamesAndItsEarliestEnd) {
  const TestAuthority::Issued issued =
      authority_.Issue({.names = {"DNS:Edge.Example.org", "DNS:*.example.org", "IP:127.0.0.1"},
                        .until = absl::Hours(48)});
  WriteBoth({.certificate = issued.certificate + authority_.certificate(), .key = issued.key});
  const absl::StatusOr<Certificate> certificate = ReadCertificate(paths_);
  ASSERT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_THAT(certificate->names, ElementsAre("edge.example.org", "*.example.org"));
  EXPECT_LT(absl::AbsDuration(certificate->not_after - absl::Now() - absl::Hours(48)),
            absl::Minutes(5));
}

TEST_F(CertificateFilesTest, ReadsBothFromOneFile) {
  Write(paths_.certificate, first_.key + first_.certificate);
  EXPECT_TRUE(ReadCertificate({.certificate = paths_.certificate, .key = paths_.certificate}).ok());
}

TEST_F(CertificateFilesTest, NamesTheFileThatIsMissing) {
  EXPECT_THAT(std::string(ReadCertificate({.certificate = Path("missing.crt"), .key = paths_.key})
                              .status()
                              .message()),
              HasSubstr("missing.crt"));
}

TEST_F(CertificateFilesTest, NamesTheKeyOfAnotherCertificate) {
  WriteBoth({.certificate = first_.certificate, .key = second_.key});
  EXPECT_THAT(Problem(), AllOf(HasSubstr("tls.key: the key does not belong to the certificate"),
                               HasSubstr("tls.crt")));
}

TEST_F(CertificateFilesTest, AsksForTheOrderOfAChain) {
  WriteBoth({.certificate = authority_.certificate() + first_.certificate, .key = first_.key});
  EXPECT_THAT(Problem(), HasSubstr("is not the first; write it first"));
}

TEST_F(CertificateFilesTest, RejectsFilesWithoutTheirPemBlock) {
  WriteBoth({.certificate = "no PEM", .key = first_.key});
  EXPECT_THAT(Problem(), AllOf(HasSubstr("tls.crt: no certificate"), HasSubstr("-inform DER")));
  WriteBoth({.certificate = first_.certificate, .key = first_.certificate});
  EXPECT_THAT(Problem(), HasSubstr("tls.key: no private key"));
  WriteBoth({.certificate = first_.certificate,
             .key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n"
                    "-----END ENCRYPTED PRIVATE KEY-----\n"});
  EXPECT_THAT(Problem(), HasSubstr("tls.key: the private key is encrypted"));
}

TEST_F(CertificateFilesTest, RejectsAKeyThatIsTooShortForTls) {
  WriteBoth(authority_.Issue({.names = {"DNS:edge"}, .rsa_bits = 1024}));
  EXPECT_THAT(Problem(), AllOf(HasSubstr("tls.crt: OpenSSL rejects the certificate or its key"),
                               HasSubstr("use RSA with at least 2048 bits")));
  WriteBoth(authority_.Issue({.names = {"DNS:edge"}, .rsa_bits = 2048}));
  EXPECT_EQ(Problem(), "");
}

TEST_F(CertificateFilesTest, KeepsTheOldCertificateWhileTheNewOneIsRejected) {
  WriteBoth(first_);
  const auto files = *CertificateFiles::Open({.certificates = {paths_}, .authorities = ""});
  const std::shared_ptr<const CertificateSet> before = files->current();
  WriteBoth(authority_.Issue({.names = {"DNS:edge"}, .rsa_bits = 1024}));
  EXPECT_THAT(std::string(files->Poll().status().message()), HasSubstr("OpenSSL rejects"));
  EXPECT_EQ(files->current(), before);
}

TEST_F(CertificateFilesTest, RejectsEveryPrefixOfAFile) {
  const std::string& certificate = first_.certificate;
  for (std::size_t size = 0; size + 1 < certificate.size(); ++size) {
    WriteBoth({.certificate = certificate.substr(0, size), .key = first_.key});
    EXPECT_FALSE(ReadCertificate(paths_).ok()) << size;
  }
  for (std::size_t size = 0; size + 1 < first_.key.size(); ++size) {
    WriteBoth({.certificate = certificate, .key = first_.key.substr(0, size)});
    EXPECT_FALSE(ReadCertificate(paths_).ok()) << size;
  }
}

TEST_F(CertificateFilesTest, PairsTwoListsOfPaths) {
  const auto pairs = PairCertificatePaths("a.crt,b.crt", "a.key,b.key");
  ASSERT_TRUE(pairs.ok());
  ASSERT_EQ(pairs->size(), 2);
  EXPECT_EQ((*pairs)[1].certificate, "b.crt");
  EXPECT_EQ((*pairs)[1].key, "b.key");
  EXPECT_TRUE(PairCertificatePaths("", "")->empty());
  EXPECT_THAT(std::string(PairCertificatePaths("a.crt,b.crt", "a.key").status().message()),
              HasSubstr("name one key for each certificate"));
}

TEST_F(CertificateFilesTest, UsesNewFilesOnceTheyBelongTogether) {
  WriteBoth(first_);
  const auto files = *CertificateFiles::Open({.certificates = {paths_}, .authorities = ""});
  const std::shared_ptr<const CertificateSet> before = files->current();
  Write(paths_.certificate, second_.certificate);
  EXPECT_FALSE(files->Poll().ok());
  EXPECT_EQ(files->current(), before);
  Write(paths_.key, second_.key);
  EXPECT_EQ(files->Poll().value_or(false), true);
  EXPECT_THAT(files->current()->certificates[0].names, ElementsAre("other.example.org"));
}

TEST_F(CertificateFilesTest, TakesTheSameContentAsNoChange) {
  WriteBoth(first_);
  const auto files = *CertificateFiles::Open({.certificates = {paths_}, .authorities = ""});
  const std::shared_ptr<const CertificateSet> before = files->current();
  WriteBoth(first_);
  EXPECT_EQ(files->Poll().value_or(true), false);
  EXPECT_EQ(files->current(), before);
}

TEST_F(CertificateFilesTest, WatchesTheAuthoritiesToo) {
  WriteBoth(first_);
  Write(Path("ca.crt"), authority_.certificate());
  const auto files =
      *CertificateFiles::Open({.certificates = {paths_}, .authorities = Path("ca.crt")});
  EXPECT_EQ(files->current()->authorities->pem, authority_.certificate());
  const TestAuthority next;
  Write(Path("ca.crt"), next.certificate() + authority_.certificate());
  EXPECT_EQ(files->Poll().value_or(false), true);
  Write(Path("ca.crt"), "");
  EXPECT_THAT(std::string(files->Poll().status().message()), HasSubstr("ca.crt: no certificate"));
  EXPECT_EQ(files->current()->authorities->pem, next.certificate() + authority_.certificate());
}

}  // namespace
}  // namespace lossy::base
