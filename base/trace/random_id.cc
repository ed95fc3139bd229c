#include "base/trace/random_id.h"

#include <random>

namespace lossy::base {
namespace {

// SplitMix64 (Steele, Lea and Flood, 2014): one addition and three mixing steps a number.
class Generator {
 public:
  Generator() {
    std::random_device seed;
    state_ = std::uint64_t{seed()} << 32 | seed();
  }

  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace

std::uint64_t RandomId() {
  thread_local Generator generator;
  for (;;) {
    const std::uint64_t id = generator.Next();
    if (id != 0) return id;
  }
}

}  // namespace lossy::base
