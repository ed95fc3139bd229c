#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/notifications/bus/bus.h"

namespace lossy::notifications {

// A fake of Bus that stores published messages and delivers none. Not thread-safe.
class FakeBus final : public Bus {
 public:
  void Publish(absl::string_view name, absl::string_view bytes) override {
    sent_.emplace_back(name, bytes);
  }
  void Follow(absl::string_view name) override { followed_.emplace(name); }
  void Unfollow(absl::string_view name) override { followed_.erase(std::string(name)); }
  bool connected() const override { return true; }

  // Returns the names and bytes of the messages since the last call.
  std::vector<std::pair<std::string, std::string>> TakeSent() { return std::exchange(sent_, {}); }

  const std::set<std::string>& followed() const { return followed_; }

 private:
  std::vector<std::pair<std::string, std::string>> sent_;
  std::set<std::string> followed_;
};

}  // namespace lossy::notifications
