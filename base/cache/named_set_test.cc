#include "base/cache/named_set.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

class Named {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }

 private:
  const std::string name_;
};

TEST(NamedSet, FindsAndErasesObjectsByName) {
  NamedSet<std::unique_ptr<Named>> set;
  set.insert(std::make_unique<Named>("one"));
  set.insert(std::make_unique<Named>("two"));
  EXPECT_FALSE(set.insert(std::make_unique<Named>("one")).second);
  const absl::string_view text = "one and two";
  const auto found = set.find(text.substr(0, 3));
  ASSERT_NE(found, set.end());
  EXPECT_EQ((*found)->name(), "one");
  EXPECT_EQ(set.find(text), set.end());
  EXPECT_EQ(set.erase(text.substr(8)), 1u);
  EXPECT_EQ(set.size(), 1u);
}

}  // namespace
}  // namespace lossy::base
