#include "base/live/live_objects.h"

#include "base/sync/mutex.h"

namespace lossy::base {
namespace {

struct Registry {
  Mutex mutex;
  std::vector<const LiveCount*> counts LOSSY_GUARDED_BY(mutex);
};

// The first class that is counted makes the registry, before main. It is never destroyed.
Registry& AllCounts() {
  static auto* const registry = new Registry;
  return *registry;
}

}  // namespace

LiveCount::LiveCount(const char* name) : name_(name) {
  Registry& all = AllCounts();
  MutexLock lock(all.mutex);
  all.counts.push_back(this);
}

std::vector<const LiveCount*> LiveCounts() {
  Registry& all = AllCounts();
  MutexLock lock(all.mutex);
  std::vector<const LiveCount*> counts = all.counts;
  std::sort(counts.begin(), counts.end(),
            [](const LiveCount* a, const LiveCount* b) { return a->name() < b->name(); });
  return counts;
}

std::int64_t CountLive(absl::string_view name) {
  std::int64_t objects = 0;
  for (const LiveCount* count : LiveCounts()) {
    if (absl::string_view(count->name()) == name) objects += count->objects();
  }
  return objects;
}

}  // namespace lossy::base
