#pragma once

#include <cstddef>

#include "absl/time/time.h"
#include "edge/net/stream_session.h"

namespace lossy::edge {

// For tests: a session that ignores its client.
class FakeStreamSession : public StreamSession {
 public:
  std::size_t OnData(char*, std::size_t size) override { return size; }
  std::size_t wanted() const override { return 0; }
  bool reads(std::size_t) const override { return true; }
  void OnSlow() override {}
  void OnOverBudget() override {}
  void OnSweep(absl::Time) override {}
  bool Drain() override { return true; }
  void OnEnd(bool) override {}
};

}  // namespace lossy::edge
