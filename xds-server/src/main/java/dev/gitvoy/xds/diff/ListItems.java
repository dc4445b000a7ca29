package dev.gitvoy.xds.diff;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** By what the items of a list are told apart, so that one that comes or goes does not make all others look changed. */
final class ListItems {
    /** Those of which Envoy takes one after the other. */
    private static final Set<String> ORDERED = Set.of(
            "envoy.config.route.v3.Route",
            "envoy.config.listener.v3.Filter",
            "envoy.config.listener.v3.ListenerFilter",
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter");

    private ListItems() {}

    static boolean ordered(FieldDescriptor list) {
        return list.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && ORDERED.contains(list.getMessageType().getFullName());
    }

    /** The items by name, in their order; empty when some have no name, or two the same. */
    static Optional<Map<String, Message>> byName(List<?> items) {
        var named = new LinkedHashMap<String, Message>();
        for (var item : items) {
            if (!(item instanceof Message message)) {
                return Optional.empty();
            }
            var name = name(message);
            if (name.isEmpty() || named.put(name, message) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(named);
    }

    private static String name(Message message) {
        return switch (message.getDescriptorForType().getFullName()) {
            case "envoy.config.core.v3.HeaderValueOption" -> text(child(message, "header"), "key");
            case "envoy.config.core.v3.HeaderValue" -> text(message, "key");
            default -> text(message, "name");
        };
    }

    /** An item without its name, where that is told already. */
    static Message unnamed(Message message) {
        var name = message.getDescriptorForType().findFieldByName("name");
        return name == null ? message : message.toBuilder().clearField(name).build();
    }

    private static Message child(Message message, String field) {
        return (Message) message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static String text(Message message, String name) {
        var field = message.getDescriptorForType().findFieldByName(name);
        return field != null && field.getJavaType() == FieldDescriptor.JavaType.STRING && !field.isRepeated()
                ? (String) message.getField(field)
                : "";
    }

    /** Those of the names on both sides that are to be moved, as few as possible, to come from one order to the other. */
    static Set<String> moved(List<String> before, List<String> after) {
        var left = before.stream().filter(new HashSet<>(after)::contains).toList();
        var right = after.stream().filter(new HashSet<>(before)::contains).toList();
        var places = new LinkedHashMap<String, Integer>();
        left.forEach(name -> places.put(name, places.size()));
        var sequence = right.stream().map(places::get).toList();
        var moved = new HashSet<>(right);
        longestRising(sequence).forEach(place -> moved.remove(left.get(place)));
        return moved;
    }

    /** Patience sorting: n log n, for a route table may have thousands. */
    private static List<Integer> longestRising(List<Integer> sequence) {
        var tops = new java.util.ArrayList<Integer>();
        var previous = new int[sequence.size()];
        for (int i = 0; i < sequence.size(); i++) {
            int low = 0;
            int high = tops.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sequence.get(tops.get(middle)) < sequence.get(i)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low == 0 ? -1 : tops.get(low - 1);
            if (low == tops.size()) {
                tops.add(i);
            } else {
                tops.set(low, i);
            }
        }
        var rising = new java.util.ArrayDeque<Integer>();
        for (int i = tops.isEmpty() ? -1 : tops.get(tops.size() - 1); i >= 0; i = previous[i]) {
            rising.addFirst(sequence.get(i));
        }
        return List.copyOf(rising);
    }
}
