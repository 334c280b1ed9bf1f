// doc: Begin to build a graph.
// params: content_hash, cut
// mode: publish
CREATE (:Staging {content_hash: $content_hash, cut: $cut})
