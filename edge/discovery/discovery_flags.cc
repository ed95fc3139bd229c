#include "edge/discovery/discovery_flags.h"

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"
#include "base/text/path_list.h"
#include "edge/discovery/descriptor_paths.h"
#include "edge/routing/routing_flags.h"

ABSL_DECLARE_FLAG(std::string, upstreams);

ABSL_FLAG(std::string, descriptors, "", "Descriptor sets of the services, comma-separated files");
ABSL_FLAG(
    int, descriptors_poll_ms, 0,
    "Time between two looks for changed files of --descriptors, in milliseconds; 0: the files "
    "are read at the start only");
ABSL_FLAG(std::string, discover, "",
          "Full service names and addresses, as for --upstreams, of the services whose descriptors "
          "the edge reads by gRPC reflection");
ABSL_FLAG(int, discover_poll_ms, 5000,
          "Time between two readings of a service of --discover, in milliseconds");
ABSL_FLAG(int, discover_wait_ms, 5000,
          "Longest time that the start waits for the services of --discover, in milliseconds");

LOSSY_FLAG_RANGE(descriptors_poll_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(discover_poll_ms, 100, 3'600'000);
LOSSY_FLAG_RANGE(discover_wait_ms, 0, 600'000);

namespace lossy::edge {
namespace {

// A service has one source of descriptors.
absl::Status CheckNotTwice(const std::map<std::string, std::string>& services,
                           const std::map<std::string, std::string>& upstreams) {
  for (const auto& [service, addresses] : services) {
    if (!upstreams.contains(service)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(service, " is in --upstreams as well; name it in one of them"));
  }
  return absl::OkStatus();
}

absl::Status CheckDiscover() {
  const auto services = ParseServices(absl::GetFlag(FLAGS_discover));
  if (!services.ok()) return services.status();
  const auto upstreams = ParseServices(absl::GetFlag(FLAGS_upstreams));
  // A problem of --upstreams is reported by its own check.
  return upstreams.ok() ? CheckNotTwice(*services, *upstreams) : absl::OkStatus();
}

absl::Status CheckDescriptors() {
  const std::vector<std::string> paths = base::SplitPaths(absl::GetFlag(FLAGS_descriptors));
  return DescriptorPaths(paths).Read().status();
}

LOSSY_FLAG_CHECK(discover, CheckDiscover);
LOSSY_FLAG_CHECK(descriptors, CheckDescriptors);

}  // namespace

DiscoveryOptions DiscoveryFromFlags(const std::map<std::string, std::string>& upstreams) {
  DiscoveryOptions options;
  options.paths = base::SplitPaths(absl::GetFlag(FLAGS_descriptors));
  options.paths_poll = base::FlagMilliseconds(FLAGS_descriptors_poll_ms);
  options.services =
      base::ValueOrRefuseFlag("discover", ParseServices(absl::GetFlag(FLAGS_discover)));
  options.services_poll = base::FlagMilliseconds(FLAGS_discover_poll_ms);
  options.wait = base::FlagMilliseconds(FLAGS_discover_wait_ms);
  const absl::Status status = CheckNotTwice(options.services, upstreams);
  if (!status.ok()) base::RefuseFlag("discover", status.message());
  return options;
}

}  // namespace lossy::edge
