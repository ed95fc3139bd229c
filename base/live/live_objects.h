#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The number of live objects of one class. Registers itself for LiveCounts() when it is made and
// is never destroyed before the process ends. Thread-safe.
class LiveCount {
 public:
  explicit LiveCount(const char* name);
  LiveCount(const LiveCount&) = delete;
  LiveCount& operator=(const LiveCount&) = delete;

  void Add(std::int64_t objects) { objects_.fetch_add(objects, std::memory_order_relaxed); }
  std::int64_t objects() const { return objects_.load(std::memory_order_relaxed); }
  const std::string& name() const { return name_; }

 private:
  const std::string name_;
  std::atomic<std::int64_t> objects_{0};
};

// The counts of all classes that this program counts, by name. Valid until the process ends.
std::vector<const LiveCount*> LiveCounts();
// Returns the number of live objects of the class `name`; 0 if the program counts no such class.
std::int64_t CountLive(absl::string_view name);

// A string literal as a template argument: the name of the counted class.
template <std::size_t size>
struct ClassName {
  constexpr ClassName(const char (&name)[size]) { std::copy_n(name, size, text); }
  char text[size];
};

// Counts the live objects of the class that derives from it:
//   class GrpcCall : private base::LiveObject<"GrpcCall"> …
// Use it for a class whose objects keep themselves alive, or are kept alive by callbacks. Two
// objects that own each other then show as a count that never falls.
template <ClassName name>
class LiveObject {
 protected:
  LiveObject() { count_.Add(1); }
  LiveObject(const LiveObject&) { count_.Add(1); }
  LiveObject& operator=(const LiveObject&) = default;
  ~LiveObject() { count_.Add(-1); }

 private:
  inline static LiveCount count_{name.text};
};

}  // namespace lossy::base
