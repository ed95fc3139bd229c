// Tests that all replicas agree on the true presences after faults of replicas, streams and
// messages.

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/notifications/presence/presence_cluster.h"

namespace lossy::notifications {
namespace {

constexpr int kNodes = 3;
constexpr int kEdges = 4;
constexpr int kSteps = 300;
const std::vector<std::string> kTopics = {"a", "b"};

// An edge that tracks presences by one stream at a time, to one of the nodes.
class Edge {
 public:
  Edge(PresenceCluster& cluster, int number) : cluster_(cluster), number_(number) {}

  std::size_t node() const { return node_; }
  const std::map<std::string, std::string>& presences() const { return presences_; }  // Topics.

  void Join(const std::string& topic) {
    const std::string ref = absl::StrCat(number_, ".", ++refs_);
    presences_[ref] = topic;
    cluster_[node_].Track(topic, ref, this);
  }

  void Update() {
    if (presences_.empty()) return;
    const auto [old, topic] = *presences_.begin();
    const std::string ref = absl::StrCat(number_, ".", ++refs_);
    presences_.erase(old);
    presences_[ref] = topic;
    cluster_[node_].Track(topic, ref, this, old);
  }

  void Leave() {
    if (presences_.empty()) return;
    const auto [ref, topic] = *presences_.begin();
    presences_.erase(ref);
    cluster_[node_].tracker().Untrack(topic, ref);
  }

  // Moves to another node, as after a broken stream. `told`: the old node notices.
  void MoveTo(std::size_t node, bool told) {
    if (told) Release();
    node_ = node;
    for (const auto& [ref, topic] : presences_) cluster_[node_].Track(topic, ref, this);
  }

  void Release() {
    for (const auto& [ref, topic] : presences_) cluster_[node_].tracker().Release(topic, ref, this);
  }

 private:
  PresenceCluster& cluster_;
  const int number_;
  std::size_t node_ = 0;
  int refs_ = 0;
  std::map<std::string, std::string> presences_;  // Topics by ref.
};

class PresenceConvergenceTest : public testing::TestWithParam<int> {
 protected:
  PresenceConvergenceTest() {
    for (int i = 0; i < kEdges; ++i) edges_.emplace_back(cluster_, i);
  }

  int Roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }

  void Change() {
    Edge& edge = edges_[Roll(kEdges)];
    switch (Roll(4)) {
      case 0:
      case 1:
        return edge.Join(kTopics[Roll(2)]);
      case 2:
        return edge.Update();
      default:
        return edge.Leave();
    }
  }

  void Disturb() {
    PresenceNode& node = cluster_[Roll(kNodes)];
    switch (Roll(7)) {
      case 0:
        return edges_[Roll(kEdges)].MoveTo(Roll(kNodes), /*told=*/true);
      case 1:
        return Kill(Roll(kNodes));
      case 2:
        node.losses = Roll(5);
        return;
      case 3:
        node.reached = !node.reached;
        return;
      case 4:
        node.times = 1 + Roll(2);
        return;
      case 5:
        node.connected_to_bus = !node.connected_to_bus;
        return;
      default:
        node.hangs = !node.hangs;
        return;
    }
  }

  // Its edges connect to another node.
  void Kill(std::size_t i) {
    cluster_.Restart(i);
    for (Edge& edge : edges_) {
      if (edge.node() == i) edge.MoveTo(Roll(kNodes), /*told=*/false);
    }
  }

  void Heal() {
    for (std::size_t i = 0; i < cluster_.size(); ++i) {
      PresenceNode& node = cluster_[i];
      node.reached = node.connected_to_bus = true;
      node.hangs = false;
      node.losses = 0;
      node.times = 1;
    }
  }

  std::set<std::string> Truth(const std::string& topic) const {
    std::set<std::string> refs;
    for (const Edge& edge : edges_) {
      for (const auto& [ref, where] : edge.presences()) {
        if (where == topic) refs.insert(ref);
      }
    }
    return refs;
  }

  std::mt19937 random_{static_cast<std::mt19937::result_type>(GetParam())};
  PresenceCluster cluster_{kNodes};
  std::vector<Edge> edges_;
};

TEST_P(PresenceConvergenceTest, AllAgreeOnWhoIsThereInTheEnd) {
  for (int i = 0; i < kSteps; ++i) {
    Change();
    if (Roll(5) == 0) Disturb();
    cluster_.Run(absl::Milliseconds(50 * Roll(20)));
  }
  Heal();
  cluster_.Run(absl::Seconds(20));
  for (const std::string& topic : kTopics) {
    for (int i = 0; i < kNodes; ++i) EXPECT_EQ(cluster_[i].There(topic), Truth(topic)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PresenceConvergenceTest, testing::Range(0, 200));

}  // namespace
}  // namespace lossy::notifications
