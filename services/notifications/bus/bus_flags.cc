#include "services/notifications/bus/bus_flags.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/rpc/internal_tls.h"
#include "base/time/clock.h"

ABSL_FLAG(std::string, nats_url, "",
          "The NATS servers that connect the replicas of this service: nats://host:port or "
          "tls://host:port, several separated by commas. Empty: there is one replica");
ABSL_FLAG(std::string, nats_user, "",
          "The user of the NATS servers, with --nats_password_file. Better than in --nats_url, "
          "which other processes can see");
ABSL_FLAG(std::string, nats_password_file, "",
          "File with the password of --nats_user; it is read again for each connection");
ABSL_FLAG(std::string, nats_ca_file, "",
          "PEM file with the authorities of the NATS servers' certificates; with it TLS is "
          "required. For tls:// without it: those of the system");
ABSL_FLAG(std::string, nats_cert_file, "",
          "PEM file with this replica's certificate for the NATS servers; with it TLS is required");
ABSL_FLAG(std::string, nats_cert_key_file, "", "PEM file with the key of --nats_cert_file");
ABSL_FLAG(std::string, bus_keys, "",
          "File with the secrets that all replicas share, a JWKS of \"oct\" keys: the first "
          "authenticates what this replica sends on the bus, each what it receives. Read again "
          "when it changes. --nats_url needs it");
ABSL_FLAG(
    bool, insecure_bus, false,
    "Allows --nats_url without --bus_keys. Then any client of the NATS server can forge events "
    "and presences. Also allows a NATS on another machine without TLS beside --tls_internal_ca");
ABSL_FLAG(
    bool, require_bus, false,
    "Health reports NOT_SERVING while the bus is unavailable or refuses this replica. Otherwise it "
    "reports so for \"bus.events\" and \"bus.presence\" only, and the replica serves more slowly");
ABSL_FLAG(std::string, nats_subject, "lossy",
          "Prefix of the subjects. Replicas with the same prefix must share a database");
ABSL_FLAG(
    std::uint32_t, nats_ping_ms, 1000,
    "Interval of pings to a NATS server, in milliseconds; the replica leaves a server that is "
    "silent for two to three intervals");
ABSL_FLAG(std::uint32_t, nats_pending_messages, 8192,
          "Most messages of one name that wait to be handled. The service drops further ones and "
          "reads their events from the log");
ABSL_FLAG(std::uint32_t, nats_pending_bytes, 8 << 20,
          "Most bytes of messages of one name that wait to be handled");
ABSL_FLAG(
    std::uint32_t, bus_senders, 256,
    "Most runs of other replicas that are known on the bus. Beyond it, the run that was silent "
    "for longest must prove itself again");

LOSSY_FLAG_RANGE(nats_ping_ms, 10, 60'000);
LOSSY_FLAG_RANGE(nats_pending_messages, 1, 100'000'000);
LOSSY_FLAG_RANGE(nats_pending_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(bus_senders, 1, 1'000'000);

namespace lossy::notifications {
namespace {

constexpr char kNeedsKeys[] =
    "--nats_url needs --bus_keys, so that only replicas are believed; --insecure_bus does without";

absl::Status CheckBusKeys() {
  const std::string path = absl::GetFlag(FLAGS_bus_keys);
  if (absl::GetFlag(FLAGS_nats_url).empty()) return absl::OkStatus();
  if (!path.empty()) return BusKeyFile::Open(path, base::RealClock()).status();
  return absl::GetFlag(FLAGS_insecure_bus) ? absl::OkStatus()
                                           : absl::InvalidArgumentError(kNeedsKeys);
}

LOSSY_FLAG_CHECK(bus_keys, CheckBusKeys);

NatsAccess AccessFromFlags() {
  return {.url = absl::GetFlag(FLAGS_nats_url),
          .user = absl::GetFlag(FLAGS_nats_user),
          .password_file = absl::GetFlag(FLAGS_nats_password_file),
          .ca_file = absl::GetFlag(FLAGS_nats_ca_file),
          .cert_file = absl::GetFlag(FLAGS_nats_cert_file),
          .cert_key_file = absl::GetFlag(FLAGS_nats_cert_key_file)};
}

// Returns the problem of a connection without TLS to another machine; empty: none.
std::string PlainProblem() {
  const std::vector<std::string> hosts = AccessFromFlags().unencrypted_hosts();
  if (hosts.empty()) return {};
  return absl::StrCat(absl::StrJoin(hosts, ", "),
                      " is not on this machine, so others can read the events; use tls:// and "
                      "--nats_ca_file");
}

absl::Status CheckUrl() {
  const std::string problem = PlainProblem();
  const bool refused =
      !problem.empty() && base::InternalTls::IsSetByFlags() && !absl::GetFlag(FLAGS_insecure_bus);
  if (!refused) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(problem, "; --insecure_bus permits it"));
}

LOSSY_FLAG_CHECK(nats_url, CheckUrl);

// Without TLS between processes a plain NATS is only a warning, so that a deployment of an earlier
// version still starts.
void RefusePlainNats() {
  if (const absl::Status status = CheckUrl(); !status.ok()) {
    base::RefuseFlag("nats_url", status.message());
  }
  const std::string problem = PlainProblem();
  if (problem.empty()) return;
  base::Log(base::LogLevel::kWarning, "bus_unencrypted", {{"problem", absl::string_view(problem)}});
}

// Returns nullptr for --insecure_bus.
std::shared_ptr<BusKeyFile> KeysFromFlags() {
  const std::string path = absl::GetFlag(FLAGS_bus_keys);
  if (path.empty() && absl::GetFlag(FLAGS_insecure_bus)) {
    base::Log(base::LogLevel::kWarning, "bus_insecure");
    return nullptr;
  }
  if (path.empty()) base::RefuseStart(kNeedsKeys);
  return base::ValueOrRefuseFlag("bus_keys", BusKeyFile::Open(path, base::RealClock()));
}

}  // namespace

NatsBus::Options NatsOptionsFromFlags() {
  NatsBus::Options options{
      .access = AccessFromFlags(),
      .prefix = absl::GetFlag(FLAGS_nats_subject),
      .connection = {.ping_pause = absl::Milliseconds(absl::GetFlag(FLAGS_nats_ping_ms)),
                     .pending_messages =
                         static_cast<int>(absl::GetFlag(FLAGS_nats_pending_messages)),
                     .pending_bytes = static_cast<int>(absl::GetFlag(FLAGS_nats_pending_bytes))},
      .senders = absl::GetFlag(FLAGS_bus_senders)};
  if (options.access.url.empty()) return options;
  RefusePlainNats();
  options.keys = KeysFromFlags();
  return options;
}

NatsBus::Options OptionsOfBus(absl::string_view bus, NatsBus::Options options) {
  absl::StrAppend(&options.prefix, ".", bus);
  return options;
}

bool BusIsRequiredByFlags() { return absl::GetFlag(FLAGS_require_bus); }

}  // namespace lossy::notifications
