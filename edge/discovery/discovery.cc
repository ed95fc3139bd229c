#include "edge/discovery/discovery.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/retry/backoff.h"
#include "base/time/clock.h"
#include "edge/discovery/descriptor_paths.h"
#include "edge/discovery/discovered_service.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;

// The pauses while the start waits for services.
constexpr base::Backoff kStartPause = {.first = absl::Milliseconds(50),
                                       .longest = absl::Seconds(1)};

std::vector<std::unique_ptr<DescriptorSource>> MakeSources(const DiscoveryOptions& options,
                                                           DiscoveryMetrics& metrics) {
  std::vector<std::unique_ptr<DescriptorSource>> sources;
  for (const auto& [service, addresses] : options.services) {
    sources.push_back(
        std::make_unique<DiscoveredService>(service, addresses, options.reflection, metrics));
  }
  sources.push_back(std::make_unique<DescriptorPaths>(options.paths));
  return sources;
}

}  // namespace

Discovery::Discovery(const DiscoveryOptions& options,
                     absl::flat_hash_set<std::string> upstream_services,
                     prometheus::Registry& registry)
    : options_(options),
      registry_(registry),
      metrics_(registry),
      sources_(MakeSources(options_, metrics_)),
      contract_(Names(), std::move(upstream_services), registry, metrics_) {
  ReadAtStart();
}

Discovery::~Discovery() = default;

std::vector<std::string> Discovery::Names() const {
  std::vector<std::string> names;
  for (const auto& source : sources_) names.push_back(source->name());
  return names;
}

void Discovery::ReadAtStart() {
  const absl::Time deadline = base::SteadyNow() + options_.wait;
  const std::size_t files = sources_.size() - 1;
  LiveContract::Offers offers;
  offers.emplace_back(files, *base::ValueOrRefuseFlag("descriptors", sources_[files]->Read()));
  std::set<std::size_t> unread;
  for (std::size_t i = 0; i < files; ++i) unread.insert(i);
  absl::BitGen random;
  for (int attempts = 1; !unread.empty(); ++attempts) {
    std::erase_if(unread, [&](std::size_t source) { return Read(source, &offers); });
    if (unread.empty() || base::SteadyNow() >= deadline) break;
    absl::SleepFor(base::Jitter(kStartPause.After(attempts), 0.5, random));
  }
  contract_.Offer(std::move(offers));
  if (const absl::Status& problem = contract_.problem(files); !problem.ok()) {
    base::RefuseFlag("descriptors", problem.message());
  }
}

bool Discovery::Read(std::size_t source, LiveContract::Offers* offers) {
  DescriptorSource& read = *sources_[source];
  absl::StatusOr<absl::optional<FileDescriptorSet>> set = read.Read();
  if (!set.ok()) {
    metrics_.CountFailure(read.name());
    if (failing_.insert(source).second) {
      base::Log(base::LogLevel::kWarning, "descriptors_unread",
                {base::LogField("source", absl::string_view(read.name())),
                 base::LogField("problem", set.status().message())});
    }
    return false;
  }
  if (failing_.erase(source) > 0) {
    base::Log(base::LogLevel::kInfo, "descriptors_read_again",
              {base::LogField("source", absl::string_view(read.name()))});
  }
  if (*set) offers->emplace_back(source, **std::move(set));
  return true;
}

base::PeriodicTasks::Task Discovery::MakeTask(std::size_t source, absl::Duration every) {
  return {.name = "read_descriptors." + sources_[source]->name(),
          .every = every,
          .work = [this, source]() -> absl::StatusOr<base::TaskRun> {
            LiveContract::Offers offers;
            if (Read(source, &offers) && !offers.empty()) contract_.Offer(std::move(offers));
            return base::TaskRun{};
          }};
}

void Discovery::Start(LiveContract::OnSwap on_swap) {
  contract_.set_on_swap(std::move(on_swap));
  const std::size_t files = sources_.size() - 1;
  std::vector<base::PeriodicTasks::Task> tasks;
  for (std::size_t i = 0; i < files; ++i) tasks.push_back(MakeTask(i, options_.services_poll));
  if (options_.paths_poll > absl::ZeroDuration()) {
    tasks.push_back(MakeTask(files, options_.paths_poll));
  }
  if (!tasks.empty()) tasks_.emplace(std::move(tasks), registry_);
}

}  // namespace lossy::edge
