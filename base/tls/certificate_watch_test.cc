#include "base/tls/certificate_watch.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "base/testing/test_authority.h"
#include "base/time/fake_clock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

class CertificateWatchTest : public testing::Test {
 protected:
  CertificateWatchTest() { Write(authority_.Issue({.names = {"DNS:one"}})); }

  void Write(const TestAuthority::Issued& issued) const {
    std::ofstream(paths_.certificate, std::ios::trunc) << issued.certificate;
    std::ofstream(paths_.key, std::ios::trunc) << issued.key;
  }

  // Returns the value of the metric of the certificate's file.
  double NotAfter() {
    for (const prometheus::MetricFamily& family : registry_.Collect()) {
      if (family.name != "lossy_tls_certificate_not_after_seconds") continue;
      for (const prometheus::ClientMetric& metric : family.metric) {
        if (metric.label[0].value == paths_.certificate) return metric.gauge.value;
      }
    }
    return 0;
  }

  const TestAuthority authority_;
  const CertificatePaths paths_{.certificate = testing::TempDir() + "/watched.crt",
                                .key = testing::TempDir() + "/watched.key"};
  FakeClock clock_;
  prometheus::Registry registry_;
};

TEST_F(CertificateWatchTest, PassesNewCertificatesOnAndExportsTheirEnd) {
  const auto files = *CertificateFiles::Open({.certificates = {paths_}, .authorities = ""});
  std::vector<std::string> names;
  CertificateWatch watch(
      "tls_certificate", *files, clock_, registry_,
      [&](const CertificateSet& set) { names.push_back(set.certificates[0].names[0]); });
  watch.Check();
  EXPECT_TRUE(names.empty());
  const double before = NotAfter();
  EXPECT_NEAR(before, static_cast<double>(absl::ToUnixSeconds(absl::Now())) + 365 * 86'400, 300);

  Write(authority_.Issue({.names = {"DNS:two"}, .until = absl::Hours(24)}));
  watch.Check();
  EXPECT_EQ(names, std::vector<std::string>{"two"});
  EXPECT_NEAR(NotAfter(), before - 364 * 86'400, 300);
}

TEST_F(CertificateWatchTest, KeepsTheOldCertificatesWhileFilesAreBroken) {
  const auto files = *CertificateFiles::Open({.certificates = {paths_}, .authorities = ""});
  int changes = 0;
  CertificateWatch watch("tls_certificate", *files, clock_, registry_,
                         [&](const CertificateSet&) { ++changes; });
  const double before = NotAfter();
  Write({.certificate = "half", .key = ""});
  watch.Check();
  EXPECT_EQ(changes, 0);
  EXPECT_EQ(NotAfter(), before);
}

}  // namespace
}  // namespace lossy::base
