#include "services/notifications/log/recent_epochs.h"

#include "services/notifications/log/epoch.h"

namespace lossy::notifications {

std::vector<std::string> RecentEpochs::Choose(absl::Span<const absl::string_view> topics,
                                              absl::Time now) {
  std::vector<std::string> names;
  names.reserve(topics.size());
  base::MutexLock lock(mutex_);
  for (const absl::string_view topic : topics) {
    const Epoch* const known = epochs_.Find(topic);
    if (known != nullptr && !known->name.empty() && now - known->chosen_at < kMemory) {
      names.push_back(known->name);
      continue;
    }
    names.push_back(NewEpoch());
    epochs_.Insert(std::string(topic), {.name = names.back(), .chosen_at = now});
  }
  return names;
}

void RecentEpochs::Forget(absl::Span<const absl::string_view> topics) {
  base::MutexLock lock(mutex_);
  for (const absl::string_view topic : topics) {
    if (Epoch* const known = epochs_.Find(topic)) known->name.clear();
  }
}

void RecentEpochs::ForgetAll() {
  base::MutexLock lock(mutex_);
  epochs_.Clear();
}

}  // namespace lossy::notifications
