#include "deploy/lossyctl/doctor/process_check.h"

#include <map>
#include <set>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/version/build_info.h"
#include "deploy/lossyctl/doctor/certificate_end.h"
#include "deploy/lossyctl/doctor/clock.h"
#include "deploy/lossyctl/doctor/http_get.h"
#include "deploy/lossyctl/doctor/metrics_page.h"

ABSL_DECLARE_FLAG(std::string, tls_internal_ca);
ABSL_DECLARE_FLAG(std::string, tls_internal_certificate);
ABSL_DECLARE_FLAG(std::string, tls_internal_key);

namespace lossy::lossyctl {
namespace {

// A process that serves clients or services needs one file for each connection.
constexpr double kFewFiles = 4096;
// A part of the permitted files that should not be open.
constexpr double kMostOpen = 0.9;

// The processes by version and by hash of the contract.
struct Seen {
  std::map<std::string, std::vector<std::string>> versions;
  std::map<std::string, std::vector<std::string>> contracts;
};

void CheckFiles(const std::string& subject, const MetricsPage& page, Findings& findings) {
  const double most = page.Value("process_max_fds").value_or(0);
  const double open = page.Value("process_open_fds").value_or(0);
  const std::string text = absl::StrCat(open, " of ", most, " files are open");
  const char* const remedy =
      "raise LimitNOFILE of the unit, or nofile of the container, above the expected connections";
  if (most <= 0) {
    findings.Warn("files", subject, "the process does not report its limit", "upgrade the process");
  } else if (open > most * kMostOpen) {
    findings.Fail("files", subject, text, remedy);
  } else if (most < kFewFiles) {
    findings.Warn("files", subject, text, remedy);
  } else {
    findings.Ok("files", subject, text);
  }
}

void CheckCertificates(const std::string& subject, const MetricsPage& page, Findings& findings) {
  for (const MetricsPage::Sample& sample :
       page.Samples("lossy_tls_certificate_not_after_seconds")) {
    std::vector<std::string> labels;
    for (const auto& [name, value] : sample.labels) labels.push_back(value);
    ReportCertificateEnd(absl::StrCat(subject, " ", absl::StrJoin(labels, " ")),
                         absl::UnixEpoch() + absl::Seconds(sample.value), findings);
  }
}

void CheckContract(const ProcessAddress& endpoint, const MetricsPage& page, Seen& seen,
                   Findings& findings) {
  const std::string hash = page.Label("lossy_edge_contract_info", "hash");
  if (hash.empty()) return;  // Only an edge has a contract.
  const std::string subject = endpoint.Name();
  // The console's edge has a contract of its own.
  if (endpoint.process == "edge") seen.contracts[hash].push_back(subject);
  std::vector<std::string> problems;
  for (const auto& [metric, problem] :
       {std::pair("lossy_edge_contract_refused", "refuses the newest descriptors of "),
        std::pair("lossy_edge_contract_skew",
                  "receives different descriptors from replicas of ")}) {
    for (const MetricsPage::Sample& sample : page.Samples(metric)) {
      if (sample.value == 0 || sample.labels.empty()) continue;
      problems.push_back(absl::StrCat(problem, sample.labels.begin()->second));
    }
  }
  if (problems.empty()) return findings.Ok("contract", subject, absl::StrCat("uses ", hash));
  findings.Fail("contract", subject, absl::StrJoin(problems, "; "),
                "finish the upgrade of that service, so that all replicas have one contract; the "
                "edge's log names the file and the method");
}

void CheckVersion(const std::string& subject, const MetricsPage& page, Seen& seen,
                  Findings& findings) {
  const std::string version = page.Label("lossy_build_info", "version");
  const std::string commit = page.Label("lossy_build_info", "commit");
  if (version.empty()) {
    return findings.Warn("version", subject, "does not report a version", "upgrade the process");
  }
  seen.versions[absl::StrCat(version, " ", commit)].push_back(subject);
}

void CheckProcess(const ProcessAddress& endpoint, bool tls, double tolerance, Seen& seen,
                  Findings& findings) {
  HttpRequest request{.url =
                          absl::StrCat(tls ? "https://" : "http://", endpoint.address, "/metrics")};
  if (tls) {
    request.authorities = absl::GetFlag(FLAGS_tls_internal_ca);
    request.certificate = absl::GetFlag(FLAGS_tls_internal_certificate);
    request.key = absl::GetFlag(FLAGS_tls_internal_key);
    request.server_name = endpoint.process;
  }
  const std::string subject = endpoint.Name();
  const double before = SecondsNow();
  const absl::StatusOr<HttpAnswer> answer = HttpGet(request);
  const double after = SecondsNow();
  if (!answer.ok() || answer->status != 200) {
    return findings.Warn(
        "metrics", subject,
        answer.ok() ? absl::StrCat("answers with status ", answer->status)
                    : std::string(answer.status().message()),
        absl::StrCat(
            "start ", endpoint.process,
            ", or compare its --metrics_listen and "
            "--metrics_hosts with --metrics of lossyctl; without metrics, clock, files and "
            "version are not checked"));
  }
  const MetricsPage page = MetricsPage::Parse(answer->body);
  if (const auto clock = page.Value("lossy_process_clock_seconds")) {
    CompareClocks(subject, *clock, before, after, tolerance, findings);
  }
  CheckFiles(subject, page, findings);
  CheckCertificates(subject, page, findings);
  CheckContract(endpoint, page, seen, findings);
  CheckVersion(subject, page, seen, findings);
}

std::string Describe(const std::map<std::string, std::vector<std::string>>& groups) {
  return absl::StrJoin(groups, "; ", [](std::string* out, const auto& group) {
    absl::StrAppend(out, group.first, " at ", absl::StrJoin(group.second, ", "));
  });
}

}  // namespace

void CheckProcesses(const std::vector<ProcessAddress>& endpoints, bool tls, double tolerance,
                    const std::string& contract, Findings& findings) {
  Seen seen;
  for (const ProcessAddress& endpoint : endpoints) {
    CheckProcess(endpoint, tls, tolerance, seen, findings);
  }
  if (!seen.versions.empty()) {
    const base::BuildInfo& own = base::GetBuildInfo();
    seen.versions[absl::StrCat(own.version, " ", own.commit)].push_back("lossyctl");
  }
  if (seen.versions.size() == 1) {
    findings.Ok("version", "all processes", seen.versions.begin()->first);
  } else if (seen.versions.size() > 1) {
    findings.Warn("version", "all processes", Describe(seen.versions),
                  "finish the upgrade; docs/upgrade.md names the order");
  }
  for (const auto& [hash, edges] : seen.contracts) {
    if (contract.empty() || hash == contract) continue;
    findings.Fail("contract", absl::StrJoin(edges, ", "),
                  absl::StrCat("uses ", hash, ", but the services have ", contract),
                  "give the edge the descriptor sets of the services' release; name services of "
                  "other projects by --services");
  }
  if (seen.contracts.size() > 1) {
    findings.Fail("contract", "all edges", Describe(seen.contracts),
                  "give every edge the same --descriptors and the same services");
  }
}

}  // namespace lossy::lossyctl
