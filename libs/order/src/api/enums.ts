import { registerEnumType } from 'type-graphql';
import { OrderChannel, OrderStatus } from '../domain/order-state';

registerEnumType(OrderStatus, { name: 'OrderStatus' });
registerEnumType(OrderChannel, { name: 'OrderChannel' });

export { OrderChannel, OrderStatus };
