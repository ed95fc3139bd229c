#include "deploy/lossyctl/doctor/doctor.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/flags/flag_range.h"
#include "base/identity/token_issuer.h"
#include "base/rpc/audience.h"
#include "base/rpc/internal_tls.h"
#include "base/time/clock.h"
#include "deploy/lossyctl/doctor/certificate_end.h"
#include "deploy/lossyctl/doctor/contract_check.h"
#include "deploy/lossyctl/doctor/edge_check.h"
#include "deploy/lossyctl/doctor/findings.h"
#include "deploy/lossyctl/doctor/grpc_check.h"
#include "deploy/lossyctl/doctor/nats_check.h"
#include "deploy/lossyctl/doctor/process_address.h"
#include "deploy/lossyctl/doctor/process_check.h"
#include "deploy/lossyctl/doctor/schema_check.h"
#include "deploy/lossyctl/edge_flags.h"
#include "deploy/lossyctl/report/report.h"
#include "deploy/lossyctl/schema/schema.h"

ABSL_DECLARE_FLAG(std::string, key);
ABSL_DECLARE_FLAG(std::string, video);
ABSL_DECLARE_FLAG(std::string, notes);
ABSL_DECLARE_FLAG(std::string, agent);
ABSL_DECLARE_FLAG(std::string, notifications);
ABSL_DECLARE_FLAG(std::string, admin);

ABSL_FLAG(std::string, services, "",
          "Further services that the edges serve, as --upstreams of the edge: a.v1.A=HOST:PORT,…");
ABSL_FLAG(std::string, metrics,
          "edge=127.0.0.1:4200,video=127.0.0.1:4201,agent=127.0.0.1:4202,notes=127.0.0.1:4203,"
          "notifications=127.0.0.1:4204",
          "Addresses of the metrics that doctor reads, comma-separated, as PROCESS=HOST:PORT; "
          "empty: none");
ABSL_FLAG(bool, metrics_tls, false,
          "Read the metrics by https, with the certificates of the --tls_internal_… flags");
ABSL_FLAG(std::string, nats_url, "",
          "URLs of the NATS servers that doctor checks, comma-separated; empty: none");
ABSL_FLAG(double, clock_seconds, 1, "Largest permitted difference between two clocks, in seconds");

LOSSY_FLAG_RANGE(clock_seconds, 0, 86'400);

namespace lossy::lossyctl {
namespace {

// The user whose token --user_key signs.
constexpr char kUser[] = "lossy-doctor";

struct Service {
  const char* process;
  // The full names of its gRPC services. Its operators' tokens are for the first one.
  std::vector<std::string> names;
  const absl::Flag<std::string>& addresses;
  // True if the edges of --edge serve it to clients.
  bool is_served = true;
};

// Null without --key.
absl::StatusOr<std::unique_ptr<base::TokenIssuer>> OperatorKey() {
  const std::string key = absl::GetFlag(FLAGS_key);
  if (key.empty()) return nullptr;
  return base::TokenIssuer::FromFile(key, "operator", "", base::RealClock());
}

// Returns the services that edges serve to clients.
std::vector<ServedService> CheckServices(base::TokenIssuer* operator_key, Findings& findings) {
  const Service services[] = {
      {"notifications",
       {"lossy.notifications.v1.NotificationsService"},
       FLAGS_notifications,
       false},
      {"video", {"lossy.video.v1.VideoService", "lossy.video.v1.SettingsService"}, FLAGS_video},
      {"notes", {"lossy.notes.v1.NotesService"}, FLAGS_notes},
      {"agent", {"lossy.agent.v1.AgentService"}, FLAGS_agent},
      {"admin", {"lossy.console.v1.ConsoleService"}, FLAGS_admin, false}};
  std::vector<ServedService> served;
  for (const Service& service : services) {
    const std::vector<ProcessAddress> endpoints =
        Resolve(service.process, absl::GetFlag(service.addresses), findings);
    for (const ProcessAddress& endpoint : endpoints) {
      if (!CheckHealth(endpoint, findings) || operator_key == nullptr) continue;
      CheckOperatorToken(endpoint, service.names.front(), *operator_key, findings);
    }
    if (!service.is_served) continue;
    for (const std::string& name : service.names) served.push_back({name, endpoints});
  }
  if (operator_key == nullptr) {
    findings.Warn("keys", "all services", "the internal keys were not checked",
                  "name the operator's private key by --key");
  }
  return served;
}

// Adds the services of other projects.
absl::Status AddFurtherServices(std::vector<ServedService>& served, Findings& findings) {
  const std::string list = absl::GetFlag(FLAGS_services);
  for (const absl::string_view entry : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (pair.second.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--services: \"", entry, "\" is not SERVICE=HOST:PORT"));
    }
    const std::string process(base::ProcessOf(pair.first));
    served.push_back({pair.first, Resolve(process, pair.second, findings)});
  }
  return absl::OkStatus();
}

// The certificate with which lossyctl itself calls the services.
void CheckOwnCertificate(Findings& findings) {
  const base::InternalTls* const tls = base::InternalTls::FromFlags();
  if (tls == nullptr) return;
  for (const base::Certificate& each : tls->certificates()->certificates) {
    ReportCertificateEnd(absl::StrCat("lossyctl ", each.paths.certificate), each.not_after,
                         findings);
  }
}

absl::StatusOr<std::vector<ProcessAddress>> MetricsAddresses(Findings& findings) {
  std::vector<ProcessAddress> endpoints;
  const std::string list = absl::GetFlag(FLAGS_metrics);
  for (const absl::string_view entry : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    const std::pair<std::string, std::string> pair =
        absl::StrSplit(absl::StripAsciiWhitespace(entry), absl::MaxSplits('=', 1));
    if (pair.second.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--metrics: \"", entry, "\" is not PROCESS=HOST:PORT"));
    }
    for (ProcessAddress& endpoint : Resolve(pair.first, pair.second, findings)) {
      endpoints.push_back(std::move(endpoint));
    }
  }
  return endpoints;
}

absl::Status RunChecks(Findings& findings) {
  const absl::StatusOr<std::string> token = UserToken(kUser);
  if (!token.ok()) return token.status();
  const auto operator_key = OperatorKey();
  if (!operator_key.ok()) return absl::InvalidArgumentError(operator_key.status().message());
  const double tolerance = absl::GetFlag(FLAGS_clock_seconds);
  for (const std::string& url : EdgeUrls()) {
    CheckEdge({.url = url,
               .authorities = EdgeAuthorities(),
               .user_token = *token,
               .tolerance = tolerance},
              findings);
  }
  CheckOwnCertificate(findings);
  std::vector<ServedService> served = CheckServices(operator_key->get(), findings);
  const absl::Status added = AddFurtherServices(served, findings);
  if (!added.ok()) return added;
  const std::string contract = ContractOfServices(served, findings);
  if (DatabaseIsNamed()) CheckDatabase(tolerance, findings);
  CheckNats(absl::GetFlag(FLAGS_nats_url), findings);
  const absl::StatusOr<std::vector<ProcessAddress>> processes = MetricsAddresses(findings);
  if (!processes.ok()) return processes.status();
  CheckProcesses(*processes, absl::GetFlag(FLAGS_metrics_tls), tolerance, contract, findings);
  return absl::OkStatus();
}

}  // namespace

absl::Status ExamineDeployment() {
  Findings findings;
  const absl::Status ran = RunChecks(findings);
  if (!ran.ok()) return ran;
  std::cout << (JsonIsWanted() ? findings.Json() : findings.Text());
  const int failures = findings.Count(Level::kFail);
  if (failures == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("checks that failed: ", failures));
}

}  // namespace lossy::lossyctl
