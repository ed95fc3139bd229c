#pragma once

#include "services/notifications/bus/bus.h"

namespace lossy::notifications {

// The bus of a replica without others. It carries nothing.
class LocalBus final : public Bus {
 public:
  void Publish(absl::string_view, absl::string_view) override {}
  void Follow(absl::string_view) override {}
  void Unfollow(absl::string_view) override {}
  bool connected() const override { return true; }
};

}  // namespace lossy::notifications
